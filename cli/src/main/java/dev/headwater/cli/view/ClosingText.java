package dev.headwater.cli.view;

import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last lines of a run, the same with and without a terminal. */
final class ClosingText {
  /** Columns beside the longest name that its size and some words of its purpose take. */
  private static final int NARROW = 40;

  /** From here on one more right answer moves an accuracy by less than its last digit shows. */
  private static final int MANY = 1000;

  private ClosingText() {}

  /**
   * Paths and commands are not wrapped, so that they can be copied; everything else fits {@code
   * columns}.
   *
   * @param scored pictures that the accuracy was measured on, 0 if their number is not known
   */
  static List<String> lines(
      SummaryRecord summary, long scored, List<RunFile> files, @Nullable String next, int columns) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(Text.wrap(outcome(summary, scored), columns));
    if (summary.rounds() > 0) {
      lines.addAll(Text.wrap(work(summary), columns));
    }
    if (unscored(summary)) {
      lines.addAll(
          Text.wrap("No picture was kept out to score the model: see --test-data.", columns));
    }
    if (summary.target() != null) {
      lines.addAll(Text.wrap(summary.targetSentence().strip(), columns));
    }
    if (summary.withoutAnySum()) {
      lines.addAll(Text.wrap("No round gave a sum, so there is no model.", columns));
    }
    if (!summary.missingWords().isEmpty()) {
      lines.addAll(Text.wrap(summary.missingWords(), columns));
    }
    if (!summary.personalWords().isEmpty()) {
      lines.addAll(Text.wrap(summary.personalWords(), columns));
    }
    if (summary.outcome() == RunOutcome.BUDGET_SPENT) {
      lines.addAll(Text.wrap(orderly(summary), columns));
    }
    if (summary.privacy() != null) {
      lines.add("");
      lines.addAll(Text.wrap(spent(summary.privacy()), columns));
      lines.addAll(Text.wrap(summary.privacy().guarantee(), columns));
    }
    if (!files.isEmpty()) {
      lines.add("");
      lines.add("Written to " + Text.clean(summary.out()));
      lines.addAll(written(files, columns));
    }
    if (next != null) {
      lines.add("");
      lines.add("Next: " + Text.clean(next));
    }
    return lines;
  }

  /** A table; where its last column would be narrow, what a file is for stands below its name. */
  private static List<String> written(List<RunFile> files, int columns) {
    int names = files.stream().mapToInt(file -> Text.width(file.name())).max().orElse(0);
    boolean narrow = columns - names < NARROW;
    List<String> lines = new ArrayList<>();
    for (RunFile file : files) {
      String name = Text.clean(file.name());
      String size = Quantities.bytes(file.bytes());
      if (narrow) {
        lines.add("  %s  %s".formatted(name, size));
        lines.addAll(Text.hang("    ", file.purpose(), columns));
      } else {
        String front = "  %s  %8s  ".formatted(Text.pad(name, names), size);
        lines.addAll(Text.hang(front, file.purpose(), columns));
      }
    }
    lines.removeIf(String::isEmpty);
    return lines;
  }

  private static String outcome(SummaryRecord summary, long scored) {
    StringBuilder sentence = new StringBuilder(summary.outcome().words());
    sentence
        .append(": ")
        .append(Quantities.count(summary.rounds(), "round"))
        .append(" in ")
        .append(Quantities.seconds(summary.seconds()));
    if (summary.finalAccuracy() != null) {
      sentence
          .append(summary.outcome().orderly() ? ", final accuracy " : ", accuracy so far ")
          .append(Quantities.percent(summary.finalAccuracy()))
          .append(scored > 0 && scored < MANY ? " of " + Quantities.count(scored, "picture") : "")
          .append(" (best ")
          .append(Quantities.percent(summary.bestAccuracy()))
          .append(")");
    }
    return sentence.append('.').toString();
  }

  private static boolean unscored(SummaryRecord summary) {
    return summary.outcome() == RunOutcome.DONE
        && summary.rounds() > 0
        && summary.finalAccuracy() == null
        && !summary.withoutAnySum();
  }

  private static String work(SummaryRecord summary) {
    Double rate = summary.clientUpdatesPerSecond();
    return "%s%s; %s up, %s down."
        .formatted(
            Quantities.count(summary.clientUpdates(), "client update"),
            rate == null ? "" : ", " + Quantities.rate(rate) + " a second",
            Quantities.bytes(summary.bytesUp()),
            Quantities.bytes(summary.bytesDown()));
  }

  private static String orderly(SummaryRecord summary) {
    String end =
        summary.rounds() == 0
            ? "Not one round fits into it, so there is no model. "
            : summary.withoutAnySum()
                ? ""
                : "That is an orderly end: the model of these rounds is whole. ";
    return "%sTo go on, raise --epsilon-budget with --resume%s."
        .formatted(end, summary.out().isEmpty() ? "" : " " + Text.clean(summary.out()));
  }

  private static String spent(PrivacyFacts privacy) {
    return "Privacy: %s at delta %s, %s."
        .formatted(
            PrivacyFacts.spentWords(privacy.epsilon(), privacy.epsilonBudget()),
            Quantities.setting(privacy.delta()),
            privacy.noiseWords());
  }
}
