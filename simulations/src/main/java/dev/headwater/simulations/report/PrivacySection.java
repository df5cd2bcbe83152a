package dev.headwater.simulations.report;

import dev.headwater.learning.privacy.Guarantee;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The run's privacy guarantee and its cost; empty without a promise. */
final class PrivacySection {
  private final LedgerFile.Chain ledger;
  private final @Nullable PrivacyFacts facts;
  private final @Nullable PrivacyFacts summarised;
  private final boolean promised;
  private final List<PaidRound> rounds;

  private PrivacySection(
      LedgerFile.Chain ledger,
      @Nullable PrivacyFacts facts,
      @Nullable PrivacyFacts summarised,
      boolean promised) {
    this.promised = promised || summarised != null;
    this.ledger = ledger;
    this.facts = facts;
    this.summarised = summarised;
    this.rounds = PaidRound.of(ledger.entries());
  }

  /**
   * The section of a run.
   *
   * @param promised whether its configuration asks for privacy
   */
  static PrivacySection of(
      LedgerFile.Chain ledger, @Nullable SummaryRecord summary, boolean promised) {
    return new PrivacySection(
        ledger,
        PrivacyFacts.of(ledger.entries(), ledger.head()),
        summary == null ? null : summary.privacy(),
        promised);
  }

  /** Why no epsilon may stand at the top of the page, in two words; empty where it may. */
  String doubt() {
    if (facts == null) {
      return promised ? "ledger missing" : "";
    }
    return intact() ? "" : "ledger changed";
  }

  /** Whether the noise cannot be reproduced. */
  boolean drawnOnce() {
    return facts != null && facts.secure();
  }

  String html() {
    if (facts == null) {
      return !promised
          ? ""
          : Html.section(
              "privacy",
              "Privacy",
              warning("The ledger is gone: what this run has spent cannot be checked."));
    }
    return Html.section(
        "privacy",
        "Privacy",
        badge(facts)
            + Html.paragraph(facts.guarantee())
            + (intact()
                ? ""
                : warning(
                    "The ledger does not hold the line that the run's summary ends with: lines were cut off or written anew, and more may have been spent than is shown here."))
            + chart(facts)
            + Html.facts("facts", list(facts))
            + Html.about(
                "The guarantee is about the models. This page and the run folder also tell cohort sizes without noise: share the model, keep the folder.")
            + gone()
            + Html.details("Show every payment", payments().html()));
  }

  /** Good news only of secure noise with an epsilon that means something. */
  private static String badge(PrivacyFacts facts) {
    Double epsilon = facts.epsilon();
    String bad =
        !facts.secure()
            ? "Noise seeded: protects nobody"
            : epsilon == null
                ? "No finite epsilon: nothing is guaranteed"
                : epsilon > Guarantee.LARGEST_USEFUL
                    ? "Epsilon %s: protects next to nobody".formatted(Quantities.epsilon(epsilon))
                    : null;
    return bad == null
        ? "<p class=\"badge good\">Noise secure</p>\n"
        : "<p class=\"badge bad\">" + Html.prose(bad) + "</p>\n";
  }

  private boolean intact() {
    return summarised == null || ledger.digests().contains(summarised.ledger());
  }

  private static String warning(String text) {
    return "<p class=\"outcome bad\">" + Html.prose(text) + "</p>\n";
  }

  private String chart(PrivacyFacts promised) {
    if (rounds.stream().allMatch(round -> round.paid().epsilon() == null)) {
      return Html.about(
          rounds.isEmpty() ? "No round was paid for." : "No finite epsilon is known.");
    }
    Double budget = promised.epsilonBudget();
    String words =
        "Epsilon %s at delta %s after %s%s."
            .formatted(
                Quantities.epsilon(promised.epsilon()),
                Quantities.setting(promised.delta()),
                Quantities.count(rounds.size(), "paid round"),
                budget == null
                    ? "; there was no budget"
                    : "; the budget is " + Quantities.setting(budget));
    return Html.about(words)
        + Html.canvas("epsilon", "Line chart of epsilon by paid round. " + words, 260);
  }

  private List<List<String>> list(PrivacyFacts promised) {
    List<List<String>> list = new ArrayList<>();
    add(list, "Mechanism", mechanism(promised.mechanism()));
    add(
        list,
        "Protects",
        promised.unit().equals("client")
            ? "one client, whole"
            : promised.unit().equals("user") ? "one user, all pictures" : "one picture");
    add(
        list,
        "Neighbours",
        promised.adjacency().equals("ADD_OR_REMOVE")
            ? "one %s added or removed".formatted(unit(promised))
            : "one %s's data replaced by any other".formatted(unit(promised)));
    add(list, "Accountant", promised.accountant());
    add(list, "Delta", Quantities.setting(promised.delta()));
    if (!rounds.isEmpty()) {
      add(list, "Clipping norm", firstToLast(LedgerEntry.Paid::clippingNorm));
      if (promised.unit().equals("client") || promised.mechanism().equals("ExampleRelease")) {
        add(
            list,
            "Noise deviation",
            firstToLast(LedgerEntry.Paid::noiseDeviation) + " on every value of the sum");
      }
      int cap = rounds.get(rounds.size() - 1).paid().weightCap();
      add(
          list,
          "Largest weight",
          cap == 0 ? "not capped" : cap == 1 ? "1, all count alike" : Quantities.count(cap));
    }
    add(list, "Rounds", lost());
    add(list, "Cohorts", cohorts());
    list.add(
        List.of(
            "Ledger SHA-256",
            Html.element("code", ledger.head())
                + "<br>"
                + Html.escape(
                    "%s, each following from the one before: checked when this page was written."
                        .formatted(Quantities.count(ledger.entries().size(), "line")))));
    return list;
  }

  private static void add(List<List<String>> list, String name, String text) {
    list.add(List.of(name, Html.prose(text)));
  }

  private static String unit(PrivacyFacts promised) {
    return promised.unit().equals("example") ? "picture" : promised.unit();
  }

  private static String mechanism(String mechanism) {
    return switch (mechanism.replaceAll("\\[.*", "")) {
      case "Central" -> "central: the coordinator adds noise to the sum";
      case "Banded" ->
          "banded: the coordinator adds noise to the sums, of which later rounds take back a part";
      case "Local" -> "local: every client adds all the noise itself";
      case "Distributed" ->
          "distributed: every client adds a part of the noise, under the mask of secure aggregation";
      case "ExampleLevel" -> "DP-SGD: every client adds noise to each training step";
      case "UserLevel" -> "DP-SGD on users: every client adds noise to each training step";
      case "ExampleRelease" ->
          "one release: the coordinator adds noise to the sum of clipped statistics";
      default -> mechanism;
    };
  }

  private String firstToLast(ToDoubleFunction<LedgerEntry.Paid> value) {
    String first = Quantities.setting(value.applyAsDouble(rounds.get(0).paid()));
    String last = Quantities.setting(value.applyAsDouble(rounds.get(rounds.size() - 1).paid()));
    return first.equals(last) ? first : first + " at first, " + last + " at last";
  }

  private String lost() {
    long kept = rounds.stream().filter(PaidRound::kept).count();
    long gone = rounds.size() - kept;
    return Quantities.count(rounds.size())
        + " paid, "
        + (gone == 0 ? "none" : Quantities.count(gone))
        + " lost (aborted, or paid twice)";
  }

  private String cohorts() {
    int[] sizes =
        rounds.stream()
            .map(PaidRound::closed)
            .filter(Objects::nonNull)
            .mapToInt(LedgerEntry.Closed::cohort)
            .sorted()
            .toArray();
    return sizes.length == 0
        ? "no round was closed"
        : "%s smallest, %s median, %s largest"
            .formatted(
                Quantities.count(sizes[0]),
                Quantities.count(sizes[sizes.length / 2]),
                Quantities.count(sizes[sizes.length - 1]));
  }

  private String gone() {
    List<PaidRound> gone = rounds.stream().filter(round -> !round.kept()).toList();
    if (gone.isEmpty()) {
      return "";
    }
    Table table =
        new Table("lost-table", "Paid rounds that the model does not have", "#Round", "Why");
    gone.forEach(round -> table.row(Quantities.count(round.paid().round()), round.end()));
    return gone.size() > 10 ? Html.details("Show lost rounds", table.html()) : table.html();
  }

  private Table payments() {
    Table table =
        new Table(
            "ledger-table",
            "Every payment in the ledger",
            "#Round",
            "#Epsilon",
            "#Clipping norm",
            "#Noise deviation",
            "#Asked",
            "#Counted",
            "What came of it");
    for (PaidRound round : rounds) {
      LedgerEntry.Closed closed = round.closed();
      table.row(
          Quantities.count(round.paid().round()),
          Quantities.epsilon(round.paid().epsilon()),
          Quantities.setting(round.paid().clippingNorm()),
          Quantities.setting(round.paid().noiseDeviation()),
          closed == null ? "-" : Quantities.count(closed.cohort()),
          closed == null ? "-" : Quantities.count(closed.contributed()),
          round.end());
    }
    return table;
  }

  /** Adds the chart's data. */
  void data(Map<String, Object> data) {
    if (facts == null || rounds.isEmpty()) {
      return;
    }
    Set<Integer> seen = new HashSet<>();
    List<String> labels = new ArrayList<>();
    List<@Nullable Double> epsilon = new ArrayList<>();
    for (PaidRound round : rounds) {
      int number = round.paid().round();
      labels.add(number + (seen.add(number) ? "" : " again"));
      epsilon.add(round.paid().epsilon());
    }
    data.put("paidRounds", labels);
    data.put("epsilon", epsilon);
    if (facts.epsilonBudget() != null) {
      data.put("epsilonBudget", facts.epsilonBudget());
    }
  }
}
