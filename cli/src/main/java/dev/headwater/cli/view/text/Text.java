package dev.headwater.cli.view.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text measured in terminal columns. */
public final class Text {
  /** Spaces, except between a number and its unit. */
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile(" (?!(%|s|min|h|[kMGTPE]?B)([^a-z]|$))");

  /** Some words a line: with less room beside what stands in front, a sentence stands below it. */
  private static final int LEAST = 20;

  private static final String BELOW = "    ";

  private Text() {}

  /** Wraps between words; a single word may be longer. */
  public static List<String> wrap(String sentence, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : BETWEEN_WORDS.split(sentence, -1)) {
      if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > columns) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /**
   * Wraps {@code sentence} beside {@code front}; what follows stands below its first word. Where
   * there is room for a few words only, all of it stands below the front, indented.
   */
  public static List<String> hang(String front, String sentence, int columns) {
    List<String> lines = new ArrayList<>();
    int room = columns - width(front);
    if (room < Math.min(LEAST, width(sentence)) && !front.isBlank()) {
      lines.add(front.stripTrailing());
      wrap(sentence, columns - BELOW.length()).forEach(line -> lines.add(BELOW + line));
      return lines;
    }
    for (String line : wrap(sentence, Math.max(LEAST, room))) {
      String before = lines.isEmpty() ? front : " ".repeat(width(front));
      lines.add((before + line).stripTrailing());
    }
    return lines;
  }

  /**
   * Without control characters: names of files and clients are untrusted input, and their escape
   * sequences must not reach the terminal.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** Columns that {@code text} takes: 0 for combining marks, 2 for East Asian wide and emoji. */
  public static int width(String text) {
    return text.codePoints().map(Text::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x2e80 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0xffe0 && c <= 0xffe6)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
  }

  /** Cut to {@code columns}, with {@code ellipsis} if anything was cut. */
  public static String fit(String text, int columns, String ellipsis) {
    if (width(text) <= columns) {
      return text;
    }
    int room = columns - width(ellipsis);
    StringBuilder cut = new StringBuilder();
    int used = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      used += width(c);
      if (used > room) {
        break;
      }
      cut.appendCodePoint(c);
    }
    return cut.toString().stripTrailing() + ellipsis;
  }

  /** Padded with spaces to {@code columns}. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }
}
