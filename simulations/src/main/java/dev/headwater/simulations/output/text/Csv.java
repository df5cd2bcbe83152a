package dev.headwater.simulations.output.text;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of a CSV table (RFC 4180). */
public final class Csv {
  private Csv() {}

  /**
   * {@return a line without its end} A field with a comma, a quote or a line end is quoted.
   *
   * @param fields as they are to be read again
   */
  public static String line(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(","));
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /**
   * {@return a number with a point and six digits after it, empty for NaN}
   *
   * @param value any number
   */
  public static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
  }
}
