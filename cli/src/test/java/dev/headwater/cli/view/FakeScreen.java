package dev.headwater.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal with just the sequences that the live view uses; any other fails the test. */
final class FakeScreen {
  private static final Pattern TOKEN =
      Pattern.compile("\u001b\\[(\\??)(\\d*)([A-Za-z])|\r|\n|[^\u001b\r\n]+");

  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;
  private boolean cursorShown = true;

  static FakeScreen after(String output) {
    FakeScreen screen = new FakeScreen();
    Matcher token = TOKEN.matcher(output);
    int end = 0;
    while (token.find()) {
      if (token.start() != end) {
        throw new AssertionError("stray character at " + end + " of " + output);
      }
      end = token.end();
      screen.take(token);
    }
    return screen;
  }

  private void take(Matcher token) {
    String text = token.group();
    if (text.equals("\n")) {
      row++;
      column = 0;
      if (row == lines.size()) {
        lines.add(new StringBuilder());
      }
    } else if (text.equals("\r")) {
      column = 0;
    } else if (token.group(3) == null) {
      StringBuilder line = lines.get(row);
      line.replace(column, Math.min(line.length(), column + text.length()), text);
      column += text.length();
    } else {
      control(token.group(1) + token.group(2) + token.group(3));
    }
  }

  private void control(String code) {
    if (code.equals("K")) {
      lines.get(row).setLength(Math.min(column, lines.get(row).length()));
    } else if (code.equals("J")) {
      lines.get(row).setLength(column);
      lines.subList(row + 1, lines.size()).clear();
    } else if (code.endsWith("A")) {
      row -= Integer.parseInt(code.substring(0, code.length() - 1));
    } else if (code.equals("?25l")) {
      cursorShown = false;
    } else if (code.equals("?25h")) {
      cursorShown = true;
    } else if (!code.endsWith("m")) {
      throw new AssertionError("unexpected sequence " + code);
    }
  }

  /** What can be read, without the empty last line. */
  String text() {
    return String.join("\n", lines).stripTrailing();
  }

  boolean cursorShown() {
    return cursorShown;
  }
}
