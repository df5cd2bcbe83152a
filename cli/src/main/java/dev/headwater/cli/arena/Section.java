package dev.headwater.cli.arena;

import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a Markdown document between two comments, which a command writes. */
final class Section {
  private static final String END = "<!-- end -->";

  private final Path file;
  private final String before;
  private final String after;

  private Section(Path file, String before, String after) {
    this.file = file;
    this.before = before;
    this.after = after;
  }

  /**
   * The part of this name.
   *
   * @throws UserDataException if the document cannot be read, or has no such part
   */
  static Section of(Path file, String name) {
    String begin = "<!-- arena " + name + " -->";
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UserDataException(
          "into: %s cannot be read (expected: a Markdown document)".formatted(file), e);
    }
    int from = text.indexOf(begin);
    int to = text.indexOf(END, Math.max(0, from));
    if (from < 0 || to < 0) {
      throw new UserDataException(
          "into: %s has no part '%s' (expected: a line '%s' and after it a line '%s')"
              .formatted(file, name, begin, END));
    }
    return new Section(file, text.substring(0, from + begin.length()), text.substring(to));
  }

  /** Writes the document with another text in this part. */
  void replace(String text) throws IOException {
    WholeFile.write(file, before + "\n\n" + text.strip() + "\n\n" + after);
  }
}
