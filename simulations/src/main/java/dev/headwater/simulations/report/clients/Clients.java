package dev.headwater.simulations.report.clients;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.Spread;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import java.util.List;
import java.util.Map;

/** The clients' data, and the model's accuracy by client and by class. */
public final class Clients {
  private static final String IN_BRACKETS =
      "In brackets: on how many examples. One right answer more moves a share of few of them far.";

  private static final int WORST = 10;

  private final LabelCounts counts;
  private final LabelCounts.Grid grid;
  private final Scores clients;
  private final Scores classes;
  private final RunDetails details;

  /** The most clients that one round counted: at least so many there are. */
  private final int counted;

  /**
   * The section of a run.
   *
   * @param details with the clients' and classes' scores
   * @param rounds all that ended
   */
  public Clients(RunDetails details, List<RoundRecord> rounds) {
    this.details = details;
    this.counted = rounds.stream().mapToInt(RoundRecord::contributed).max().orElse(0);
    this.counts = new LabelCounts(details.facts());
    this.grid = counts.grid();
    this.clients = new Scores(details.clients());
    this.classes = new Scores(details.classes());
  }

  /** {@return its HTML} */
  public String html() {
    return labels() + byClient() + byClass();
  }

  private String labels() {
    if (counts.isEmpty()) {
      return Html.section(
          "labels",
          "What the clients hold",
          Html.about(
              "Not known here. Clients send updates, not their pictures or how many of each class they have."));
    }
    String words = counts.sentence();
    String table =
        Html.details(
            counts.asBars() ? "Show the counts as a table" : "Show the classes as a table",
            counts.table());
    return Html.section(
        "labels",
        "What the clients hold",
        Html.paragraph(words) + (counts.asBars() ? bars(words) : grid(words)) + table);
  }

  private String bars(String words) {
    int pixels = counts.clientCount() <= 12 ? 110 + 30 * Math.max(2, counts.clientCount()) : 380;
    return Html.about("A bar for each client, its length is the number of examples of each class.")
        + Html.canvas(
            "labels", "Stacked bar chart of examples by client and class. " + words, pixels);
  }

  private String grid(String words) {
    String how =
        counts.clientsAreRows()
            ? "A row for each client, a column for each class in the order of the labels. The"
                + " stronger the colour, the larger the class's share of that client's examples."
            : "A row for each class, a column for %s, sorted by most common class. The stronger the colour, the larger the class's share of the client's examples."
                .formatted(
                    counts.clientsPerColumn() == 1
                        ? "each client"
                        : "every %d neighbouring clients".formatted(counts.clientsPerColumn()));
    String scale =
        "<p class=\"scale\"><span>0 %%</span><i></i><span>%s of a client's examples</span></p>\n"
            .formatted(Html.escape(Quantities.percent(grid.most())));
    return Html.about(how)
        + "<div class=\"plot\"><canvas id=\"grid\" role=\"img\" aria-label=\"%s\"></canvas><div class=\"tip\" id=\"grid-tip\"></div></div>\n"
            .formatted(Html.escape("Heat map of class shares by client. " + words))
        + scale;
  }

  private String byClient() {
    List<RunDetails.Score> scored = clients.bestFirst();
    if (scored.isEmpty()) {
      return "";
    }
    Spread spread = Spread.of(clients.accuracies());
    String words =
        "Accuracy of the final model on the held-out examples of %s: from %s to %s, the median is %s."
            .formatted(
                Quantities.count(scored.size(), "client"),
                Quantities.percent(spread.min()),
                Quantities.percent(spread.max()),
                Quantities.percent(spread.median()));
    boolean named = scored.size() <= Scores.NAMED_BARS;
    StringBuilder body = new StringBuilder(Html.paragraph(words));
    if (counted > scored.size()) {
      body.append(
          Html.about(
              "%s took part. Who is not scored has too few pictures to hold one out, or sent no score."
                  .formatted(Quantities.count(counted, "client"))));
    }
    if (details.spreads().size() == 1) {
      body.append(
          Html.about(
              "Clients were scored once. With --client-scores N they are scored every N rounds, and the report shows how they fare over the rounds."));
    }
    body.append(
        Html.facts(
            "five",
            List.of(
                List.of("Worst", Quantities.percent(spread.min())),
                List.of("Lower quartile", Quantities.percent(spread.lowerQuartile())),
                List.of("Median", Quantities.percent(spread.median())),
                List.of("Upper quartile", Quantities.percent(spread.upperQuartile())),
                List.of("Best", Quantities.percent(spread.max())))));
    if (named) {
      body.append(Html.about(IN_BRACKETS));
    }
    body.append(
        Html.canvas(
            "clients",
            (named ? "Bar chart of accuracy by client. " : "Histogram of the clients' accuracies. ")
                + words,
            named ? clients.height() : 280));
    if (scored.size() > WORST) {
      body.append("<h3>The clients it serves worst</h3>\n")
          .append(
              Scores.table(
                  "worst-clients",
                  "Clients with the lowest accuracy",
                  "Client",
                  clients.worst(WORST)));
    }
    body.append(
        Html.details(
            "Show every client",
            Scores.table("client-table", "Clients, best accuracy first", "Client", scored)));
    return Html.section("clients", "How well it serves each client", body.toString());
  }

  private String byClass() {
    List<RunDetails.Score> scored = classes.bestFirst();
    if (scored.isEmpty()) {
      return "";
    }
    String words = "Measured on %s. %s".formatted(details.scoredOn(), classes.extremes());
    StringBuilder body = new StringBuilder(Html.paragraph(words));
    if (scored.size() <= Scores.NAMED_BARS) {
      body.append(Html.about(IN_BRACKETS));
    }
    body.append(
        Html.canvas("classes", "Bar chart of accuracy by class. " + words, classes.height()));
    if (scored.size() > Scores.NAMED_BARS) {
      body.append("<h3>The classes it finds hardest</h3>\n")
          .append(
              Scores.table(
                  "worst-classes",
                  "Classes with the lowest accuracy",
                  "Class",
                  classes.worst(WORST)));
    }
    int empty = details.classes().size() - scored.size();
    if (empty > 0) {
      body.append(
          Html.about(
              "%s had no example to be scored on and %s left out."
                  .formatted(
                      empty == 1 ? "1 class" : Quantities.count(empty) + " classes",
                      empty == 1 ? "is" : "are")));
    }
    body.append(
        Html.details(
            "Show every class",
            Scores.table("class-table", "Classes, best accuracy first", "Class", scored)));
    return Html.section("classes", "Accuracy by class", body.toString());
  }

  /**
   * Adds the charts' data.
   *
   * @param data by name, what the script draws
   */
  public void data(Map<String, Object> data) {
    if (!counts.isEmpty()) {
      if (counts.asBars()) {
        data.put("labelBars", counts.bars());
      } else {
        data.put("labelGrid", grid);
      }
    }
    if (!classes.bestFirst().isEmpty()) {
      data.put("classes", classes.bars("Classes, best first"));
    }
    if (clients.bestFirst().size() > Scores.NAMED_BARS) {
      data.put("histogram", clients.histogram());
    } else if (!clients.bestFirst().isEmpty()) {
      data.put("clients", clients.bars("Clients, best first"));
    }
  }
}
