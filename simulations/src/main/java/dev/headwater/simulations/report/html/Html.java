package dev.headwater.simulations.report.html;

import java.util.List;

/** Pieces of HTML. Parameters named text are escaped here; the others are HTML. */
public final class Html {
  private Html() {}

  /**
   * {@return the text for element content and quoted attributes} Label, client and file names are
   * untrusted input: besides markup, control and direction-changing characters become a replacement
   * character.
   *
   * @param text any characters; line ends and tabs are kept
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

  /**
   * {@return JSON for a {@code script} element: nothing in it can end the element}
   *
   * @param json valid JSON
   */
  public static String embed(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  /**
   * {@return an element without attributes}
   *
   * @param name of the element, such as {@code td}
   * @param text its only content
   */
  public static String element(String name, String text) {
    return "<" + name + ">" + escape(text) + "</" + name + ">";
  }

  /**
   * {@return escaped text that keeps a number and its percent sign on one line}
   *
   * @param text sentences
   */
  public static String prose(String text) {
    return escape(text).replace(" %", "&nbsp;%");
  }

  /**
   * {@return a paragraph}
   *
   * @param text sentences
   */
  public static String paragraph(String text) {
    return "<p>" + prose(text) + "</p>\n";
  }

  /**
   * {@return a paragraph that explains a chart or a table, in smaller letters}
   *
   * @param text sentences
   */
  public static String about(String text) {
    return "<p class=\"about\">" + prose(text) + "</p>\n";
  }

  /**
   * {@return a section with its heading, which names it for screen readers}
   *
   * @param id unique in the page; the heading's is {@code <id>-title}
   * @param title text of the heading
   * @param body HTML
   */
  public static String section(String id, String title, String body) {
    return "<section aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">%s</h2>\n%s</section>\n"
        .formatted(id, id, escape(title), body);
  }

  /**
   * {@return a canvas as wide as the page, with alternative text}
   *
   * @param id unique in the page; the script finds its chart by it
   * @param text what the chart shows
   * @param pixels height
   */
  public static String canvas(String id, String text, int pixels) {
    return "<div class=\"plot\" style=\"height:%spx\"><canvas id=\"%s\" role=\"img\" aria-label=\"%s\"></canvas></div>\n"
        .formatted(String.valueOf(pixels), id, escape(text));
  }

  /**
   * {@return an element that is closed until the reader opens it}
   *
   * @param summaryText text that is always visible
   * @param body HTML
   */
  public static String details(String summaryText, String body) {
    return "<details><summary>%s</summary>\n%s</details>\n".formatted(escape(summaryText), body);
  }

  /**
   * {@return a definition list}
   *
   * @param className class of the {@code dl} element
   * @param namesAndValues pairs: a name, which is text, and a value, which is HTML
   */
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
