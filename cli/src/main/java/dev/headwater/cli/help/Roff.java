package dev.headwater.cli.help;

import java.util.List;

/** Lines in the language of man pages. */
final class Roff {
  private final StringBuilder page = new StringBuilder();

  /** The first line: the page's name in capitals and what it belongs to. */
  Roff title(String name, String version) {
    // Between them would stand a date, which a build that can be repeated has not.
    request(".TH \"" + text(name) + "\" \"1\" \"\" \"" + text(version) + "\" \"Headwater\"");
    return request(".nh").request(".ad l"); // options are copied: no hyphens in them
  }

  Roff section(String heading) {
    return request(".SH \"" + text(heading) + "\"");
  }

  Roff subsection(String heading) {
    return request(".SS \"" + text(heading) + "\"");
  }

  /** A label in bold, and its description below it, indented. */
  Roff entry(String label, String words) {
    return request(".TP").request("\\fB" + text(label) + "\\fR").line(words);
  }

  /** Lines as they are typed. */
  Roff typed(List<String> lines) {
    request(".nf");
    lines.forEach(line -> request("\\&" + text(line)));
    return request(".fi");
  }

  /** Words. A line that begins with a dot or an apostrophe would be a request. */
  Roff line(String words) {
    String text = text(words);
    boolean looksLikeARequest = text.startsWith(".") || text.startsWith("'");
    return request((looksLikeARequest ? "\\&" : "") + text);
  }

  private Roff request(String line) {
    page.append(line).append('\n');
    return this;
  }

  /** Backslashes and hyphens mean something else to roff, and so do quotation marks. */
  private static String text(String words) {
    return words
        .replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti")
        .replace("\"", "\\(dq");
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
