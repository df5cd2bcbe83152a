package dev.headwater.cli.privacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;

/**
 * A command's result in both formats.
 *
 * @param text lines for people
 * @param json one object for programs; null for infinite numbers
 */
public record Report(List<String> text, ObjectNode json) {
  public Report {
    text = List.copyOf(text);
  }

  void print(FormatOption.Format format, PrintWriter out) {
    if (format == FormatOption.Format.JSON) {
      out.println(json);
    } else {
      text.forEach(out::println);
    }
    out.flush();
  }
}
