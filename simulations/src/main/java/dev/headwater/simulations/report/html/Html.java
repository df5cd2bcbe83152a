package dev.headwater.simulations.report.html;

import java.util.List;

/** Pieces of HTML. Parameters named text are escaped here; the others are HTML. */
public final class Html {
  private Html() {}

  /**
   * Text for element content and quoted attributes. Label, client and file names are untrusted
   * input: besides markup, control and direction-changing characters become a replacement
   * character.
   */
  public static String escape(String text) {
    StringBuilder html = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.appendCodePoint(unsafe(c) ? 0xfffd : c);
              }
            });
    return html.toString();
  }

  private static boolean unsafe(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return control || direction || c == 0x2028 || c == 0x2029 || (c >= 0xd800 && c <= 0xdfff);
  }

  /** JSON for a {@code script} element: nothing in it can end the element. */
  public static String embed(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  public static String element(String name, String text) {
    return "<" + name + ">" + escape(text) + "</" + name + ">";
  }

  /** Keeps a number and its percent sign on one line. */
  public static String prose(String text) {
    return escape(text).replace(" %", "&nbsp;%");
  }

  public static String paragraph(String text) {
    return "<p>" + prose(text) + "</p>\n";
  }

  public static String about(String text) {
    return "<p class=\"about\">" + prose(text) + "</p>\n";
  }

  public static String section(String id, String title, String body) {
    return "<section aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">%s</h2>\n%s</section>\n"
        .formatted(id, id, escape(title), body);
  }

  /**
   * A canvas with alternative text.
   *
   * @param pixels height
   */
  public static String canvas(String id, String text, int pixels) {
    return "<div class=\"plot\" style=\"height:%dpx\"><canvas id=\"%s\" role=\"img\" aria-label=\"%s\"></canvas></div>\n"
        .formatted(pixels, id, escape(text));
  }

  public static String details(String summaryText, String body) {
    return "<details><summary>%s</summary>\n%s</details>\n".formatted(escape(summaryText), body);
  }

  /** A definition list; values are HTML. */
  public static String facts(String className, List<List<String>> namesAndValues) {
    StringBuilder html = new StringBuilder("<dl class=\"" + className + "\">\n");
    for (List<String> fact : namesAndValues) {
      html.append("<div>")
          .append(element("dt", fact.get(0)))
          .append("<dd>")
          .append(fact.get(1))
          .append("</dd></div>\n");
    }
    return html.append("</dl>\n").toString();
  }
}
