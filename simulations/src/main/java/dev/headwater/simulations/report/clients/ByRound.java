package dev.headwater.simulations.report.clients;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunDetails.RoundSpread;
import dev.headwater.simulations.output.Spread;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the clients' accuracies spread after every round in which clients were scored. */
public final class ByRound {
  private final List<RoundSpread> spreads;
  private final List<RoundRecord> rounds;

  /**
   * The section of a run.
   *
   * @param details with the spreads
   * @param rounds all that ended, in order
   */
  public ByRound(RunDetails details, List<RoundRecord> rounds) {
    this.spreads = details.spreads();
    this.rounds = rounds;
  }

  /** {@return its HTML; empty if clients were scored in fewer than two rounds} */
  public String html() {
    if (spreads.size() < 2) {
      return "";
    }
    Spread first = spreads.get(0).accuracy();
    Spread last = spreads.get(spreads.size() - 1).accuracy();
    String often =
        spreads.size() == rounds.size()
            ? "after every round"
            : "after %s of %s"
                .formatted(
                    Quantities.count(spreads.size()), Quantities.count(rounds.size(), "round"));
    String words =
        "Accuracy on each client's held-out examples, %s. Mean over the clients: from %s to %s. The tenth of the clients that is served worst: from %s to %s."
            .formatted(
                often,
                Quantities.percent(first.mean()),
                Quantities.percent(last.mean()),
                Quantities.percent(first.worstTenth()),
                Quantities.percent(last.worstTenth()));
    return Html.section(
        "clients-by-round",
        "How well it serves the clients, by round",
        Html.paragraph(words)
            + Html.about(
                "Every client counts once, however many examples it has. The band holds the middle half of the clients.")
            + Html.canvas("spread", "Line chart of the clients' accuracies by round. " + words, 300)
            + Html.details("Show every round", table()));
  }

  private String table() {
    Table table =
        new Table(
            "spread-table",
            "The clients' accuracies by round",
            "#Round",
            "#Clients",
            "#Worst",
            "#Worst tenth",
            "#Lower quartile",
            "#Median",
            "#Mean",
            "#Upper quartile",
            "#Best");
    for (RoundSpread spread : spreads) {
      Spread of = spread.accuracy();
      table.row(
          Quantities.count(spread.round()),
          Quantities.count(of.clients()),
          Quantities.percent(of.min()),
          Quantities.percent(of.worstTenth()),
          Quantities.percent(of.lowerQuartile()),
          Quantities.percent(of.median()),
          Quantities.percent(of.mean()),
          Quantities.percent(of.upperQuartile()),
          Quantities.percent(of.max()));
    }
    return table.html();
  }

  /**
   * Adds the chart's data.
   *
   * @param data by name, what the script draws
   */
  public void data(Map<String, Object> data) {
    if (spreads.size() < 2) {
      return;
    }
    data.put(
        "spread",
        Map.of(
            "mean", of(Spread::mean),
            "worstTenth", of(Spread::worstTenth),
            "worst", of(Spread::min),
            "lower", of(Spread::lowerQuartile),
            "upper", of(Spread::upperQuartile)));
  }

  private List<@Nullable Double> of(Function<Spread, @Nullable Double> value) {
    Map<Integer, Spread> byRound = new HashMap<>();
    spreads.forEach(spread -> byRound.put(spread.round(), spread.accuracy()));
    return rounds.stream()
        .map(round -> byRound.get(round.round()))
        .<@Nullable Double>map(spread -> spread == null ? null : value.apply(spread))
        .toList();
  }
}
