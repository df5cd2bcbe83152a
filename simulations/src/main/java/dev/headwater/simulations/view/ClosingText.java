package dev.headwater.simulations.view;

import dev.headwater.simulations.output.Quantities;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The last lines of a run, the same with and without a terminal. */
final class ClosingText {
  /** Spaces, but not the one between a number and its unit. */
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile(" (?!(%|s|min|h|[kMGTPE]?B)([^a-z]|$))");

  private ClosingText() {}

  /** Paths and commands are kept whole, to be copied; everything else fits {@code columns}. */
  static List<String> lines(
      SummaryRecord summary,
      List<RunFile> files,
      @Nullable String next,
      int columns,
      Glyphs glyphs) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(wrapped(outcome(summary), columns));
    if (summary.rounds() > 0) {
      lines.addAll(wrapped(work(summary), columns));
    }
    if (!files.isEmpty()) {
      lines.add("");
      lines.add("Written to " + Text.clean(summary.out()));
      int names = files.stream().mapToInt(file -> Text.width(file.name())).max().orElse(0);
      for (RunFile file : files) {
        String line =
            "  %s  %8s  %s"
                .formatted(
                    Text.pad(Text.clean(file.name()), names),
                    Quantities.bytes(file.bytes()),
                    file.purpose());
        lines.add(Text.fit(line.stripTrailing(), columns, glyphs.ellipsis()));
      }
    }
    if (next != null) {
      lines.add("");
      lines.add("Next: " + Text.clean(next));
    }
    return lines;
  }

  private static String outcome(SummaryRecord summary) {
    StringBuilder sentence = new StringBuilder(summary.outcome().words());
    sentence
        .append(": ")
        .append(Quantities.count(summary.rounds(), "round"))
        .append(" in ")
        .append(Quantities.seconds(summary.seconds()));
    if (summary.finalAccuracy() != null) {
      sentence
          .append(", final accuracy ")
          .append(Quantities.percent(summary.finalAccuracy()))
          .append(" (best ")
          .append(Quantities.percent(summary.bestAccuracy()))
          .append(")");
    }
    return sentence.append('.').toString();
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

  /** Broken between words; a single word may be longer. */
  private static List<String> wrapped(String sentence, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : BETWEEN_WORDS.split(sentence, -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
