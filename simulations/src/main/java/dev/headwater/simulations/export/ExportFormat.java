package dev.headwater.simulations.export;

import dev.headwater.simulations.output.text.Csv;
import dev.headwater.simulations.output.text.Json;
import java.util.List;
import java.util.Map;
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
        : Csv.line(row.values().stream().map(ExportFormat::text).toList()) + "\n";
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
