package dev.headwater.cli.sweep;

import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.Difference;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Metric;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Published results beside ours, as Markdown. */
final class ResultsPage {
  private final List<Entry> entries;

  /** A published result, and what came out here. */
  record Entry(Paper paper, Sweeping sweeping) {}

  /** What became of the order of two settings. */
  private enum Order {
    HOLDS("holds", "holds"),
    NOISE("holds, within noise", "holds within noise"),
    REVERSED_NOISE("reversed, within noise", "is reversed within noise"),
    REVERSED("**does not hold**", "**does not hold**");

    private final String words;
    private final String ofSome;

    Order(String words, String ofSome) {
      this.words = words;
      this.ofSome = ofSome;
    }
  }

  ResultsPage(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * The page.
   *
   * @param command that makes it anew
   * @param version of this program
   */
  String render(String command, String version) {
    StringBuilder page = new StringBuilder("# Published results, run again\n\n");
    page.append("Made by Headwater ").append(version).append(", all of it by one command:\n\n");
    page.append("```sh\n").append(command).append("\n```\n\n");
    page.append(
        """
        Every experiment is a file that `headwater sweep` runs too. Data, model and size differ from the papers; what is compared is the order of
        the settings. "Within noise" means that a paired t-test over the seeds (p below 0.05, each pair by itself) does not tell the two apart.

        """);
    page.append("| result | source | published | here |\n|---|---|---|---|\n");
    for (Entry entry : entries) {
      page.append(
          "| [%s](#%s) | %s | %s | %s |\n"
              .formatted(
                  entry.paper().title(),
                  anchor(entry.paper().title()),
                  entry.paper().source(),
                  entry.paper().claim(),
                  verdict(entry)));
    }
    entries.forEach(entry -> section(page, entry));
    return page.toString();
  }

  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
  }

  /** What became of the orders, one for one where they differ. */
  private static String verdict(Entry entry) {
    SortedMap<Order, Integer> counts = new TreeMap<>();
    List<Order> all = orders(entry);
    all.forEach(order -> counts.merge(order, 1, Integer::sum));
    if (all.isEmpty()) {
      return "no order is published";
    }
    if (counts.size() == 1) {
      return "the order " + counts.firstKey().words;
    }
    return counts.entrySet().stream()
        .map(one -> "%s for %d".formatted(one.getKey().ofSome, one.getValue()))
        .collect(Collectors.joining(", ", "the order ", " of %d pairs".formatted(all.size())));
  }

  private static List<Order> orders(Entry entry) {
    List<Order> all = new ArrayList<>();
    for (List<String> order : entry.paper().orders()) {
      for (int i = 0; i + 1 < order.size(); i++) {
        order(entry.sweeping().comparison(), order.get(i), order.get(i + 1)).ifPresent(all::add);
      }
    }
    return all;
  }

  private static Optional<Order> order(Comparison comparison, String better, String worse) {
    Map<String, Group> groups = new HashMap<>();
    comparison.groups().forEach(group -> groups.put(group.setting().label(), group));
    Group a = groups.get(better);
    Group b = groups.get(worse);
    if (a == null || b == null || a.trials().isEmpty() || b.trials().isEmpty()) {
      return Optional.empty();
    }
    boolean told = toldApart(a, b);
    double gain = gain(Metric.of(List.of(a, b)), a, b);
    if (gain > 0) {
      return Optional.of(told ? Order.HOLDS : Order.NOISE);
    }
    return Optional.of(told ? Order.REVERSED : Order.REVERSED_NOISE);
  }

  private static double gain(Metric metric, Group a, Group b) {
    return metric == Metric.ROUNDS_TO_TARGET
        ? mean(b, Trial::roundsToTarget) - mean(a, Trial::roundsToTarget)
        : mean(a, Trial::accuracy) - mean(b, Trial::accuracy);
  }

  private static double mean(Group group, ToDoubleFunction<Trial> figure) {
    return group.over(figure).map(Estimate::mean).orElse(Double.NaN);
  }

  private static boolean toldApart(Group a, Group b) {
    return Comparison.of(List.of(a, b)).verdicts().stream()
        .flatMap(verdict -> verdict.differences().stream())
        .anyMatch(Difference::toldApart);
  }

  private static void section(StringBuilder page, Entry entry) {
    Paper paper = entry.paper();
    Comparison comparison = entry.sweeping().comparison();
    page.append("\n## ").append(paper.title()).append("\n\n");
    page.append("%s\n\n- Published: %s\n".formatted(paper.source(), paper.claim()));
    page.append("- Theirs: %s\n- Here: %s\n".formatted(paper.theirs(), paper.ours()));
    page.append(
        "- File: `simulations/experiments/%s`, %s\n\n"
            .formatted(
                entry.sweeping().plan().file().file().getFileName(),
                Quantities.count(entry.sweeping().plan().runs().size(), "run")));
    boolean targets = comparison.groups().stream().anyMatch(group -> group.target() != null);
    page.append("| setting | published |").append(targets ? " rounds here |" : "");
    page.append(" accuracy here |\n|---|--:|").append(targets ? "--:|" : "").append("--:|\n");
    for (Group group : comparison.groups()) {
      String label = group.setting().label();
      page.append("| `%s` | %s |".formatted(label, paper.figures().getOrDefault(label, "")));
      if (targets) {
        page.append(" ").append(rounds(group)).append(" |");
      }
      page.append(" ").append(accuracy(group)).append(" |\n");
    }
    List<String> lines = orderLines(entry);
    if (!lines.isEmpty()) {
      page.append("\nOrder, better first:\n\n");
      lines.forEach(line -> page.append("- ").append(line).append("\n"));
    }
    String miss = paper.miss();
    if (miss != null) {
      page.append("\n").append(miss).append("\n");
    }
  }

  private static List<String> orderLines(Entry entry) {
    List<String> lines = new ArrayList<>();
    for (List<String> order : entry.paper().orders()) {
      for (int i = 0; i + 1 < order.size(); i++) {
        String better = order.get(i);
        String worse = order.get(i + 1);
        order(entry.sweeping().comparison(), better, worse)
            .ifPresent(one -> lines.add("`%s`, `%s`: %s".formatted(better, worse, one.words)));
      }
    }
    return lines;
  }

  private static String rounds(Group group) {
    int all = group.trials().size();
    int longest = group.trials().stream().mapToInt(trial -> trial.rounds().size()).max().orElse(0);
    if (group.reached() == 0) {
      return "not in %d".formatted(longest);
    }
    String mean = String.format(Locale.ROOT, "%.0f", mean(group, Trial::roundsToTarget));
    return group.reached() == all
        ? mean
        : "%s in %d of %d runs".formatted(mean, group.reached(), all);
  }

  private static String accuracy(Group group) {
    if (!group.failures().isEmpty() && group.trials().isEmpty()) {
      return "failed: " + group.failures().get(0).sentence();
    }
    return group
        .over(Trial::accuracy)
        .map(
            figure ->
                figure.n() < 2
                    ? Quantities.percent(figure.mean())
                    : String.format(
                        Locale.ROOT,
                        "%.1f ± %.1f %%",
                        100 * figure.mean(),
                        100 * figure.deviation()))
        .orElse("");
  }
}
