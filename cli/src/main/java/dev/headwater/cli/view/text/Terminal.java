package dev.headwater.cli.view.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The capabilities of the output.
 *
 * @param columns characters a line, at least 20
 * @param tty whether lines can be redrawn in place
 * @param colours whether to use colours
 * @param unicode whether block characters are supported; otherwise ASCII is used
 */
public record Terminal(int columns, boolean tty, boolean colours, boolean unicode) {
  private static final int USUAL_COLUMNS = 80;

  /** Raises very narrow widths to 20, which is still readable. */
  public Terminal {
    columns = Math.max(20, columns);
  }

  /** What standard output is written on, as the launcher says: Java cannot ask. */
  public static Terminal ofOutput() {
    return of(System.getenv(), Boolean.getBoolean("headwater.tty"));
  }

  /** What standard error is written on. */
  public static Terminal ofErrors() {
    return of(System.getenv(), Boolean.getBoolean("headwater.errors.tty"));
  }

  /** Columns that a row may have: what is written to files and pipes is never cut. */
  public int widest() {
    return tty ? columns : Integer.MAX_VALUE;
  }

  /** Wrapped between words where people read it; one line, whole, for files and programs. */
  public List<String> lines(String sentence) {
    return lines("", sentence);
  }

  /** The same beside {@code front}. */
  public List<String> lines(String front, String sentence) {
    return tty ? Text.hang(front, sentence, columns) : List.of(front + sentence);
  }

  /**
   * From the environment: {@code COLUMNS}, {@code TERM}, {@code NO_COLOR} (any value that is not
   * empty switches colours off, see no-color.org) and the locale's character set.
   *
   * @param tty whether the stream is a terminal; {@code TERM=dumb} still counts as none
   */
  public static Terminal of(Map<String, String> environment, boolean tty) {
    String term = environment.getOrDefault("TERM", "");
    boolean live = tty && !term.equals("dumb");
    boolean colours = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        columns(environment.getOrDefault("COLUMNS", "")), live, colours, utf8(environment));
  }

  private static int columns(String value) {
    return value.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(value) : USUAL_COLUMNS;
  }

  private static boolean utf8(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) { // POSIX order
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
      }
    }
    return false;
  }
}
