package dev.headwater.simulations.report.classes;

import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Table;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the final model takes the pictures of the coordinator's test set for: the whole matrix where
 * it can be read, and the mistakes that are made most.
 */
public final class ConfusionMatrix {
  /** More columns than this nobody reads. */
  private static final int READABLE = 20;

  /** Fits into half of a printed page. */
  private static final int SMALL = 10;

  private static final int MISTAKES = 10;
  private static final int MISTAKES_ALONE = 25;

  private final @Nullable Confusion confusion;

  /**
   * The section of a run.
   *
   * @param confusion null if the run has no test set of its own, or no model
   */
  public ConfusionMatrix(@Nullable Confusion confusion) {
    this.confusion = confusion;
  }

  /** {@return its HTML; empty without a matrix} */
  public String html() {
    Confusion all = confusion;
    if (all == null || all.pictures() == 0) {
      return "";
    }
    boolean readable = all.labels().size() <= READABLE;
    String words =
        "The final model on the coordinator's test set: %s of %s are right, %s."
            .formatted(
                Quantities.count(all.correct()),
                Quantities.count(all.pictures(), "example"),
                Quantities.percent(all.accuracy()));
    String about =
        readable
            ? "A row for what the examples are, a column for what they are taken for. The stronger the colour, the larger the share of the row."
            : "With %s classes the matrix is too wide to read; it is in details.json as confusion."
                .formatted(Quantities.count(all.labels().size()));
    return Html.section(
        "confusion",
        "Confusion matrix",
        Html.paragraph(words)
            + Html.about(about)
            + (readable ? matrix(all) : "")
            + mistakes(all, readable ? MISTAKES : MISTAKES_ALONE));
  }

  private static String matrix(Confusion all) {
    StringBuilder html = new StringBuilder();
    html.append(
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Examples by class, and by the class they are taken for"><table class="heat confusion%s" id="confusion-table">
        <caption>Examples by class, and by the class they are taken for</caption>
        <thead><tr><th scope="col">Class</th>"""
            .formatted(all.labels().size() <= SMALL ? " small" : ""));
    for (String label : all.labels()) {
      html.append("<th scope=\"col\" class=\"n\"><span>")
          .append(Html.escape(label))
          .append("</span></th>");
    }
    html.append("<th scope=\"col\" class=\"n\"><span>Right</span></th></tr></thead>\n<tbody>\n");
    for (int c = 0; c < all.labels().size(); c++) {
      row(html, all, c);
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private static void row(StringBuilder html, Confusion all, int c) {
    html.append("<tr>").append("<th scope=\"row\">").append(Html.escape(all.labels().get(c)));
    html.append("</th>");
    long pictures = Math.max(1, all.pictures(c));
    List<Long> counts = all.counts().get(c);
    for (int p = 0; p < counts.size(); p++) {
      long count = counts.get(p);
      html.append(
          count == 0
              ? "<td class=\"n none\">0</td>"
              : String.format(
                  Locale.ROOT,
                  "<td class=\"n%s\" style=\"--loss:%.3f\">%s</td>",
                  p == c ? " right" : "",
                  (double) count / pictures,
                  Html.escape(Quantities.count(count))));
    }
    html.append("<td class=\"n\">")
        .append(Html.prose(Quantities.percent(all.of(c).recall())))
        .append("</td></tr>\n");
  }

  private static String mistakes(Confusion all, int most) {
    List<Confusion.Mistake> mistakes = all.mistakes(most);
    if (mistakes.isEmpty()) {
      return Html.paragraph("No example is taken for another class.");
    }
    Table table =
        new Table(
            "mistakes-table",
            "The most frequent mistakes",
            "Class",
            "Taken for",
            "#Examples",
            "#Share of the class");
    for (Confusion.Mistake mistake : mistakes) {
      long pictures = all.pictures(all.labels().indexOf(mistake.label()));
      table.row(
          mistake.label(),
          mistake.takenFor(),
          Quantities.count(mistake.pictures()),
          Quantities.percent((double) mistake.pictures() / pictures));
    }
    return "<h3>What it mistakes most</h3>\n" + table.html();
  }
}
