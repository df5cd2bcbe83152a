package dev.headwater.simulations.report;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.origin.RunStart;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.statistics.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The top of the page: the run, its outcome, the key figures. */
final class Overview {
  private final RunDetails details;
  private final RunFacts facts;
  private final List<RoundRecord> rounds;
  private final @Nullable SummaryRecord summary;

  Overview(RunDetails details, List<RoundRecord> rounds, @Nullable SummaryRecord summary) {
    this.details = details;
    this.facts = details.facts();
    this.rounds = rounds;
    this.summary = summary;
  }

  String title() {
    return "Federated training on " + facts.data();
  }

  String header() {
    return """
    <header class="top">
    <p class="eyebrow">%s</p>
    <h1>%s</h1>
    <p class="lead"><span class="outcome %s">%s.</span> %s</p>
    </header>
    """
        .formatted(
            Html.escape("Headwater run report, started " + started()),
            Html.escape(title()),
            orderly() ? "good" : "bad",
            Html.escape(outcome() == null ? "No orderly end" : outcome().words()),
            Html.prose(sentence()));
  }

  private @Nullable RunOutcome outcome() {
    return summary == null ? null : summary.outcome();
  }

  /** A run with a budget is expected to end when the budget is spent. */
  private boolean orderly() {
    RunOutcome outcome = outcome();
    return outcome != null && outcome.orderly();
  }

  /** The first time: resumptions are listed below. */
  private String started() {
    List<RunStart> starts = details.starts();
    String first = starts.isEmpty() ? details.started() : starts.get(0).started();
    return first.replace('T', ' ');
  }

  private String sentence() {
    String work =
        "%s trained %s values in %s on %s with %s."
            .formatted(
                clients() == 0 ? "No client" : Quantities.count(clients(), "client"),
                Quantities.count(facts.parameters()),
                Quantities.count(rounds.size(), "round"),
                facts.data(),
                facts.strategy());
    if (Boolean.TRUE.equals(facts.config().get("secure-aggregation"))) {
      work +=
          " Their contributions were masked: the coordinator saw sums only (secure aggregation).";
    }
    if (summary != null && summary.withoutAnySum()) {
      return work + " No round gave a sum, so there is no model.";
    }
    if (summary != null && !summary.missingWords().isEmpty()) {
      work += " " + summary.missingWords();
    }
    Double accuracy = finalAccuracy();
    work +=
        accuracy == null
            ? " Accuracy was not measured."
            : " The %s is right on %s of %s."
                .formatted(
                    orderly() ? "final model" : "model so far",
                    Quantities.percent(accuracy),
                    details.scoredOn());
    return summary == null
        ? work
        : (work + summary.targetSentence() + " " + summary.personalWords()).stripTrailing();
  }

  private long clients() {
    return Math.max(facts.labelCounts().size(), details.clientsSeen());
  }

  private @Nullable Double finalAccuracy() {
    return rounds.isEmpty() ? null : rounds.get(rounds.size() - 1).evalAccuracy();
  }

  /**
   * The key figures.
   *
   * @param doubt stands where epsilon would, if what was spent cannot be checked; else empty
   */
  String tiles(String doubt) {
    StringBuilder html = new StringBuilder("<dl class=\"tiles\">\n");
    long updates = sum(RoundRecord::contributed);
    double seconds = rounds.stream().mapToDouble(RoundRecord::seconds).sum();
    long refused = sum(RoundRecord::refused);
    Optional<RoundRecord> best =
        rounds.stream()
            .filter(round -> round.evalAccuracy() != null)
            .max(
                Comparator.comparing(
                        (RoundRecord round) -> Objects.requireNonNull(round.evalAccuracy()))
                    .thenComparing(Comparator.comparingInt(RoundRecord::round).reversed()));
    html.append(
        tile(
            "tile main",
            orderly() ? "Final accuracy" : "Accuracy so far",
            Quantities.percent(finalAccuracy()),
            onWhat()));
    html.append(
        tile(
            "tile",
            "Best accuracy",
            Quantities.percent(best.map(RoundRecord::evalAccuracy).orElse(null)),
            best.map(round -> "in round " + round.round()).orElse("")));
    if (!doubt.isEmpty()) {
      html.append(tile("tile", "Epsilon", doubt, "what this run has spent cannot be checked"));
    } else if (summary != null && summary.privacy() != null) {
      html.append(
          tile(
              "tile",
              "Epsilon",
              Quantities.epsilon(summary.privacy().epsilon()),
              promised(summary.privacy())));
    }
    html.append(tile("tile", "Rounds", Quantities.count(rounds.size()), planned()));
    html.append(tile("tile", "Clients", Quantities.count(clients()), perRound()));
    html.append(
        tile(
            "tile",
            "Client updates",
            Quantities.count(updates),
            (seconds > 0 ? Quantities.rate(updates / seconds) + " a second" : "")
                + (refused > 0 ? ", %s refused".formatted(Quantities.count(refused)) : "")));
    html.append(
        tile(
            "tile",
            "Sent by clients",
            Quantities.bytes(sum(RoundRecord::bytesUp)),
            Quantities.bytes(sum(RoundRecord::bytesDown)) + " sent to them"));
    html.append(tile("tile", "Time", Quantities.seconds(seconds), "for all rounds"));
    return html.append("</dl>\n").toString();
  }

  private long sum(java.util.function.ToLongFunction<RoundRecord> value) {
    return rounds.stream().mapToLong(value).sum();
  }

  private String onWhat() {
    if (details.scoredOn().isEmpty()) {
      return "not measured";
    }
    long examples = details.classes().stream().mapToLong(RunDetails.Score::total).sum();
    return examples > 0
        ? "on %s%s".formatted(Quantities.count(examples, "example"), likely(examples))
        : "on " + details.scoredOn();
  }

  /** Few examples tell little, and the figure alone does not show it. */
  private String likely(long examples) {
    Double accuracy = finalAccuracy();
    if (accuracy == null) {
      return "";
    }
    Share share = Share.of(accuracy, examples);
    return "; 95 %% interval %s to %s"
        .formatted(
            Quantities.percent(share.lower()).replace(" %", ""), Quantities.percent(share.upper()));
  }

  private static String promised(PrivacyFacts privacy) {
    Double budget = privacy.epsilonBudget();
    return (budget == null ? "" : "of " + Quantities.setting(budget) + ", ")
        + "delta "
        + Quantities.setting(privacy.delta());
  }

  private String planned() {
    Object planned = facts.config().get("rounds");
    return planned instanceof Number n && n.intValue() != rounds.size()
        ? "of " + Quantities.count(n.intValue()) + " planned"
        : "";
  }

  private String perRound() {
    List<Integer> sizes =
        new ArrayList<>(rounds.stream().map(RoundRecord::cohort).sorted().toList());
    if (sizes.isEmpty()) {
      return "";
    }
    int least = sizes.get(0);
    int most = sizes.get(sizes.size() - 1);
    return (least == most
            ? Quantities.count(least)
            : Quantities.count(least) + " to " + Quantities.count(most))
        + " asked a round";
  }

  private static String tile(String className, String name, String value, String more) {
    return "<div class=\"%s\"><dt>%s</dt><dd class=\"value\">%s</dd><dd class=\"more\">%s</dd></div>\n"
        .formatted(className, Html.escape(name), Html.escape(value), Html.escape(more));
  }
}
