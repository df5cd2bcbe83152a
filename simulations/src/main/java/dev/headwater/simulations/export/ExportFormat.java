package dev.headwater.simulations.export;

import dev.headwater.simulations.output.text.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How rows are written. */
public enum ExportFormat {
  /** RFC 4180 with a line of names first; what is not known is empty. */
  CSV,
  /** A JSON object a line, every key in each; what is not known is null. */
  JSONL;

  /**
   * {@return what stands before the rows, with a line end; empty for none}
   *
   * @param columns names, in order
   */
  String head(List<String> columns) {
    return this == CSV ? String.join(",", columns) + "\n" : "";
  }

  /**
   * {@return a row with its line end}
   *
   * @param row values by column, in the order of the columns
   */
  String line(Map<String, @Nullable Object> row) {
    return this == JSONL
        ? Json.line(row) + "\n"
        : row.values().stream().map(ExportFormat::field).collect(Collectors.joining(",")) + "\n";
  }

  private static String field(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
