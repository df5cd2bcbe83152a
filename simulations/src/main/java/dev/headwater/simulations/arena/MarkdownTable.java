package dev.headwater.simulations.arena;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown. */
public final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();
  private final int columns;

  /**
   * A table without rows.
   *
   * @param header the heads of the columns, at least one
   */
  public MarkdownTable(List<String> header) {
    columns = header.size();
    row(header);
    row(Collections.nCopies(columns, "---"));
  }

  /**
   * {@return this table, with one more row}
   *
   * @param cells as many as the header has
   * @throws IllegalArgumentException for another number
   */
  public MarkdownTable row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException(
          "table: a row of %d cells (expected: %d)".formatted(cells.size(), columns));
    }
    List<String> escaped = new ArrayList<>();
    cells.forEach(cell -> escaped.add(cell.replace("|", "\\|")));
    text.append("| ").append(String.join(" | ", escaped)).append(" |\n");
    return this;
  }

  /** {@return the table, each row on its own line} */
  @Override
  public String toString() {
    return text.toString();
  }
}
