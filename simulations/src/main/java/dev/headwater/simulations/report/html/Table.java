package dev.headwater.simulations.report.html;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that scrolls by itself. The first cell of a row is its header; headers that begin with
 * {@code #} are columns of numbers.
 */
public final class Table {
  private final String id;
  private final String caption;
  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();
  private String cellElement = "";

  /**
   * A table without rows.
   *
   * @param id of the {@code table} element, unique in the page
   * @param caption text above it
   * @param heads text of the column headers; {@code #} in front makes a column of numbers and is
   *     not shown
   */
  public Table(String id, String caption, String... heads) {
    this.id = id;
    this.caption = caption;
    this.heads = List.of(heads);
  }

  /**
   * Adds a row.
   *
   * @param cells text, one per column
   * @return this table
   */
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /**
   * Sets all cells after the first of a row as code.
   *
   * @return this table
   */
  public Table code() {
    cellElement = "code";
    return this;
  }

  /** {@return the table, in a box that scrolls if it is wide} */
  public String html() {
    StringBuilder html = new StringBuilder();
    html.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(Html.escape(caption))
        .append("\"><table id=\"")
        .append(id)
        .append("\">\n")
        .append(Html.element("caption", caption))
        .append("\n<thead><tr>");
    for (String head : heads) {
      boolean number = head.startsWith("#");
      html.append(number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
          .append(Html.escape(number ? head.substring(1) : head))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    rows.forEach(row -> append(html, row));
    return html.append("</tbody></table></div>\n").toString();
  }

  private void append(StringBuilder html, List<String> row) {
    html.append("<tr>");
    for (int c = 0; c < row.size(); c++) {
      String number = heads.get(c).startsWith("#") ? " class=\"n\"" : "";
      String text = Html.escape(row.get(c));
      if (c == 0) {
        html.append("<th scope=\"row\"").append(number).append('>').append(text).append("</th>");
      } else {
        html.append("<td").append(number).append('>');
        html.append(cellElement.isEmpty() ? text : "<code>" + text + "</code>").append("</td>");
      }
    }
    html.append("</tr>\n");
  }
}
