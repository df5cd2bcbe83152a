package dev.headwater.simulations.comparison.page;

import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Part;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.comparison.Verdict;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Page;
import dev.headwater.simulations.report.html.Table;
import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as one self-contained HTML page: what is better and whether it is noise, curves,
 * figures, settings, and the command that makes it again.
 */
public final class ComparisonPage {
  /** Of more charts than these nobody sees the whole; then one has the best of all settings. */
  private static final int MOST_CHARTS = 6;

  private final Comparison comparison;
  private final ComparisonFacts facts;

  private ComparisonPage(Comparison comparison, ComparisonFacts facts) {
    this.comparison = comparison;
    this.facts = facts;
  }

  /**
   * {@return the whole page}
   *
   * @param comparison of at least one setting
   * @param facts what it is called, and where it comes from
   */
  public static String render(Comparison comparison, ComparisonFacts facts) {
    ComparisonPage page = new ComparisonPage(comparison, facts);
    Map<String, Object> data = new LinkedHashMap<>();
    String curves = page.curves(data);
    return Page.of(
        facts.title(),
        page.header()
            + "<main>\n"
            + page.answer()
            + curves
            + page.figures()
            + page.failures()
            + page.settings()
            + page.again()
            + "</main>\n<footer>Written by Headwater "
            + Html.escape(facts.version())
            + ". This page is complete in itself and loads nothing from the network.</footer>\n",
        data);
  }

  private String header() {
    int runs = comparison.groups().stream().mapToInt(group -> group.trials().size()).sum();
    String keys = String.join(", ", keys());
    String lead =
        "%s of %s%s."
            .formatted(
                Quantities.count(runs, "run"),
                Quantities.count(comparison.groups().size(), "setting"),
                keys.isEmpty() ? "" : ", which differ in " + keys);
    return "<header class=\"top\">\n"
        + "<p class=\"eyebrow\">%s</p>\n".formatted(Html.escape(facts.eyebrow()))
        + Html.element("h1", facts.title())
        + "\n<p class=\"lead\">"
        + Html.prose(lead)
        + "</p>\n</header>\n";
  }

  private List<String> keys() {
    return comparison.groups().stream()
        .flatMap(group -> group.setting().values().keySet().stream())
        .distinct()
        .toList();
  }

  private String answer() {
    StringBuilder html = new StringBuilder();
    for (Verdict verdict : comparison.verdicts()) {
      if (!verdict.heading().isEmpty()) {
        html.append(Html.element("h3", verdict.heading())).append('\n');
      }
      html.append(list(verdict.sentences()));
    }
    if (comparison.verdicts().isEmpty()) {
      html.append(Html.paragraph("No two settings can be compared."));
    }
    html.append(comparison.notes().isEmpty() ? "" : list(comparison.notes()));
    html.append(
        Html.about(
            "Runs of equal seeds are compared in pairs, so that what a seed does to both cancels out. Intervals are Student's, 95 %, each by itself, over seeds alone: they do not say how figures would vary with other test pictures, and there is none where all seeds have the same figure; \"better\" is said where the paired t-test stays below 0.05 after Holm's correction for all comparisons on this page."));
    return Html.section("answer", "Which is better, and is it noise?", html.toString());
  }

  /** Where every part has several settings, each has a chart, all on one scale. */
  private String curves(Map<String, Object> data) {
    List<Part> parts = comparison.parts();
    boolean apart =
        parts.size() > 1
            && parts.size() <= MOST_CHARTS
            && parts.stream().allMatch(part -> part.groups().size() > 1);
    StringBuilder html = new StringBuilder();
    List<Map<String, Object>> drawn = new ArrayList<>();
    for (int i = 0; i < (apart ? parts.size() : 1); i++) {
      Set<String> said = apart ? parts.get(i).shared() : Set.of();
      Curves curves =
          new Curves("overlay-" + i, apart ? parts.get(i).groups() : comparison.groups(), said);
      html.append(apart ? Html.element("h3", parts.get(i).heading()) + "\n" : "")
          .append(curves.html());
      curves.data().ifPresent(drawn::add);
    }
    data.put("overlays", drawn);
    return Html.section("curves", "Accuracy by round", html.toString());
  }

  private static String list(List<String> sentences) {
    return sentences.stream()
        .map(sentence -> "<li>" + Html.prose(sentence) + "</li>")
        .collect(Collectors.joining("\n", "<ul class=\"notes\">\n", "\n</ul>\n"));
  }

  private String figures() {
    boolean targets = comparison.groups().stream().anyMatch(group -> group.target() != null);
    List<String> heads =
        new ArrayList<>(
            List.of(
                "Setting",
                "#Seeds",
                "#Accuracy",
                "#Deviation",
                "#95 % interval",
                "#Best",
                "#Rounds",
                "#Up"));
    if (targets) {
      heads.addAll(List.of("#Reached", "#Rounds to target", "#95 % interval", "#Up to target"));
    }
    Table table = new Table("figures-table", "Means over seeds", heads.toArray(String[]::new));
    comparison.groups().forEach(group -> table.row(row(group, targets)));
    return Html.section("figures", "Figures", table.html());
  }

  private static String[] row(Group group, boolean targets) {
    List<String> cells = new ArrayList<>();
    cells.add(group.setting().label());
    cells.add(String.valueOf(group.trials().size()));
    Estimate accuracy = group.over(Trial::accuracy).orElse(null);
    cells.add(Quantities.percent(accuracy == null ? null : accuracy.mean()));
    cells.add(accuracy == null ? "-" : points(accuracy.deviation()));
    cells.add(
        accuracy == null || !accuracy.varies()
            ? "-"
            : points(accuracy.lower()) + " to " + points(accuracy.upper()));
    cells.add(group.over(Trial::best).map(e -> Quantities.percent(e.mean())).orElse("-"));
    cells.add(group.over(t -> t.rounds().size()).map(e -> decimal(e.mean())).orElse("-"));
    cells.add(bytes(group.over(Trial::bytesUp).orElse(null)));
    if (targets) {
      Estimate rounds = group.over(Trial::roundsToTarget).orElse(null);
      cells.add("%d of %d".formatted(group.reached(), group.trials().size()));
      cells.add(rounds == null ? "-" : decimal(rounds.mean()));
      cells.add(
          rounds == null || !rounds.varies()
              ? "-"
              : decimal(rounds.lower()) + " to " + decimal(rounds.upper()));
      cells.add(bytes(group.over(Trial::bytesToTarget).orElse(null)));
    }
    return cells.toArray(String[]::new);
  }

  private static String bytes(@Nullable Estimate estimate) {
    return estimate == null ? "-" : Quantities.bytes(Math.round(estimate.mean()));
  }

  private static String points(double share) {
    return Double.isNaN(share) ? "-" : decimal(100 * share);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private String failures() {
    Table table = new Table("failures-table", "Runs that failed", "Setting", "#Seed", "Why");
    boolean none = true;
    for (Group group : comparison.groups()) {
      for (Group.Failure failure : group.failures()) {
        none = false;
        table.row(group.setting().label(), String.valueOf(failure.seed()), failure.sentence());
      }
    }
    return none ? "" : Html.section("failures", "Runs that failed", table.html());
  }

  private String settings() {
    List<String> keys = keys();
    StringBuilder html = new StringBuilder();
    if (!keys.isEmpty()) {
      List<String> heads = new ArrayList<>(keys);
      heads.add("Seeds");
      Table differ =
          new Table("differ-table", "Settings that differ", heads.toArray(String[]::new));
      for (Group group : comparison.groups()) {
        List<String> cells = new ArrayList<>();
        keys.forEach(key -> cells.add(group.setting().values().getOrDefault(key, "-")));
        cells.add(seeds(group));
        differ.row(cells.toArray(String[]::new));
      }
      html.append(differ.html());
    }
    Table shared = new Table("shared-table", "Settings of all runs", "Setting", "Value").code();
    facts.shared().forEach(shared::row);
    html.append(Html.details("Show the settings that all runs share", shared.html()));
    return Html.section("settings", "Settings", html.toString());
  }

  private static String seeds(Group group) {
    return group.trials().stream()
        .map(trial -> String.valueOf(trial.seed()))
        .collect(Collectors.joining(", "));
  }

  private String again() {
    String file = facts.file().isEmpty() ? "" : "<pre>" + Html.escape(facts.file()) + "</pre>\n";
    return Html.section(
        "again", "The same again", "<pre>" + Html.escape(facts.command()) + "</pre>\n" + file);
  }
}
