package dev.headwater.simulations.report.html;

import dev.headwater.simulations.output.text.Json;
import java.util.Map;

/**
 * A whole page: its style, script and chart library are in it, and its policy forbids the network.
 */
public final class Page {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  private Page() {}

  /**
   * {@return a page with charts}
   *
   * @param titleText text of its title
   * @param body HTML
   * @param data what the script draws, by name
   */
  public static String of(String titleText, String body, Map<String, Object> data) {
    return of(
        titleText,
        body
            + "<script type=\"application/json\" id=\"data\">"
            + Html.embed(Json.line(data))
            + "</script>\n<script>\n"
            + Assets.chartLibrary()
            + "\n</script>\n<script>\n"
            + Assets.js()
            + "</script>\n");
  }

  /**
   * {@return a page of text and tables, without a script}
   *
   * @param titleText text of its title
   * @param body HTML
   */
  public static String of(String titleText, String body) {
    return String.join(
        "",
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta name=\"color-scheme\" content=\"light dark\">\n",
        "<title>" + Html.escape(titleText) + "</title>\n",
        "<style>\n" + Assets.css() + "</style>\n",
        "<noscript><style>.plot,.scale,button{display:none}</style></noscript>\n",
        "</head>\n<body>\n",
        body,
        "</body>\n</html>\n");
  }
}
