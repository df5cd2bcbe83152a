package dev.headwater.cli.compare;

import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.comparison.Verdict;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** A comparison as a table and sentences. What does not fit beside the figures is wrapped. */
public final class ComparisonText {
  private final Comparison comparison;
  private final Terminal terminal;
  private final boolean targets;

  private ComparisonText(Comparison comparison, Terminal terminal) {
    this.comparison = comparison;
    this.terminal = terminal;
    this.targets = comparison.groups().stream().anyMatch(group -> group.target() != null);
  }

  /** All lines: the table, what failed, and which setting is better. */
  public static List<String> lines(Comparison comparison, Terminal terminal) {
    ComparisonText text = new ComparisonText(comparison, terminal);
    return Stream.of(text.table(), text.failures(), text.answers()).flatMap(List::stream).toList();
  }

  private List<String> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(head());
    comparison.groups().forEach(group -> rows.add(figures(group)));
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], Text.width(row.get(c)));
      }
    }
    int right = 0;
    for (int width : widths) {
      right += width + 2;
    }
    List<String> labels = new ArrayList<>(List.of("Setting"));
    comparison.groups().forEach(group -> labels.add(Text.clean(group.setting().label())));
    int left = left(labels, terminal.columns() - 1 - right);
    if (left + right >= terminal.widest()) {
      return narrow(labels, rows);
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<String> label = Text.wrap(labels.get(i), left);
      StringBuilder line = new StringBuilder(Text.pad(label.get(0), left));
      for (int c = 0; c < widths.length; c++) {
        String cell = rows.get(i).get(c);
        line.append("  ").append(" ".repeat(widths[c] - Text.width(cell))).append(cell);
      }
      lines.add(line.toString());
      label.stream().skip(1).map(more -> "  " + more).forEach(lines::add);
    }
    return lines;
  }

  /** Where a row has no room, figures stand below their setting, each with its name. */
  private List<String> narrow(List<String> labels, List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i < rows.size(); i++) {
      lines.addAll(terminal.lines(labels.get(i)));
      List<String> figures = new ArrayList<>();
      for (int c = 0; c < rows.get(i).size(); c++) {
        figures.add(rows.get(0).get(c) + " " + rows.get(i).get(c));
      }
      lines.addAll(terminal.lines("  ", String.join(", ", figures.subList(0, 3))));
      lines.addAll(terminal.lines("  ", String.join(", ", figures.subList(3, figures.size()))));
    }
    return lines;
  }

  /** As wide as the longest label, within the room; but no word is cut. */
  private static int left(List<String> labels, int room) {
    int longest = labels.stream().mapToInt(Text::width).max().orElse(0);
    int word =
        labels.stream()
            .flatMap(label -> Stream.of(label.split(" ")))
            .mapToInt(Text::width)
            .max()
            .orElse(0);
    return Math.max(word, Math.min(longest, room));
  }

  private List<String> head() {
    List<String> head = new ArrayList<>(List.of("Seeds", "Accuracy", "SD", "95 % interval"));
    if (targets) {
      head.addAll(List.of("Reached", "Rounds"));
    }
    return head;
  }

  private List<String> figures(Group group) {
    List<String> row = new ArrayList<>();
    int failed = group.failures().size();
    row.add(group.trials().size() + (failed == 0 ? "" : " of " + (group.trials().size() + failed)));
    Estimate accuracy = group.over(Trial::accuracy).orElse(null);
    row.add(Quantities.percent(accuracy == null ? null : accuracy.mean()));
    row.add(accuracy == null ? "-" : decimal(100 * accuracy.deviation()));
    row.add(
        accuracy == null || !accuracy.varies()
            ? "-"
            : decimal(100 * accuracy.lower()) + " to " + decimal(100 * accuracy.upper()));
    if (targets) {
      row.add(group.reached() + "/" + group.trials().size());
      row.add(group.over(Trial::roundsToTarget).map(e -> decimal(e.mean())).orElse("-"));
    }
    return row;
  }

  private static String decimal(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }

  private List<String> failures() {
    List<String> lines = new ArrayList<>();
    for (Group group : comparison.groups()) {
      for (Group.Failure failure : group.failures()) {
        if (lines.isEmpty()) {
          lines.add("");
        }
        lines.addAll(
            terminal.lines(
                "Failed: ",
                Text.clean(
                    "%s seed=%s: %s"
                        .formatted(
                            group.setting().label(),
                            Objects.toString(failure.seed()),
                            failure.sentence()))));
      }
    }
    return lines;
  }

  private List<String> answers() {
    List<String> lines = new ArrayList<>();
    for (Verdict verdict : comparison.verdicts()) {
      lines.add("");
      if (!verdict.heading().isEmpty()) {
        lines.add(Text.clean(verdict.heading()));
      }
      String front = verdict.heading().isEmpty() ? "" : "  ";
      verdict.sentences().forEach(one -> lines.addAll(terminal.lines(front, Text.clean(one))));
    }
    if (!comparison.notes().isEmpty()) {
      lines.add("");
    }
    comparison.notes().forEach(note -> lines.addAll(terminal.lines(Text.clean(note))));
    return lines;
  }
}
