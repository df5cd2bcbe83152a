package dev.headwater.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.cli.TestCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs that tests record, and what replay says about them. */
final class Recorded {
  /** Small, and split anew by its users. */
  static final String DATA = "demo:users=4,pictures=6,test=10";

  private Recorded() {}

  /** A simulation of four clients on pixels. */
  static Path simulated(Path run, String flags) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("simulate", "--data", DATA, "--format", "json", "--quiet"));
    args.addAll(List.of("--out", run.toString()));
    if (!flags.contains("--local-epochs")) {
      args.addAll(List.of("--local-epochs", "1"));
    }
    if (!flags.contains("--backbone")) {
      args.addAll(List.of("--backbone", "pixels", "--image-size", "8"));
    }
    args.addAll(TestCache.flags());
    args.addAll(words(flags));
    CommandRun done = CommandRun.of(args.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
    return run;
  }

  /** The same run, which goes on with these flags. */
  static void resumed(Path run, String flags) {
    List<String> args = new ArrayList<>(List.of("simulate", "--resume", run.toString()));
    args.addAll(List.of("--format", "json", "--quiet"));
    args.addAll(words(flags));
    CommandRun done = CommandRun.of(args.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
  }

  static CommandRun replay(Path run, String flags) {
    List<String> args = new ArrayList<>(List.of("replay", run.toString(), "--quiet"));
    args.addAll(words(flags));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static List<String> words(String flags) {
    return flags.isEmpty() ? List.of() : List.of(flags.split(" "));
  }

  /** A run's folder with all its files, at another place. */
  static Path copy(Path run, Path to) {
    try (Stream<Path> all = Files.walk(run)) {
      for (Path one : all.toList()) {
        Path there = to.resolve(run.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(there);
        } else {
          Files.copy(one, there);
        }
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes one bit in the middle of a file. */
  static void flip(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void edit(Path file, String what, String with) {
    try {
      String text = Files.readString(file);
      assertThat(text).containsPattern(what);
      Files.writeString(file, text.replaceFirst(what, with));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
