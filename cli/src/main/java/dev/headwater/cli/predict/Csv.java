package dev.headwater.cli.predict;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of a CSV table (RFC 4180). */
final class Csv {
  private Csv() {}

  /** A line without its end; a field with a comma, a quote or a line end is quoted. */
  static String line(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(","));
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** A number with a point, empty for NaN. */
  static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
  }
}
