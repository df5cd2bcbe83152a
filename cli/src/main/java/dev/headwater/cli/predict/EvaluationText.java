package dev.headwater.cli.predict;

import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.statistics.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Scores for people, in the columns of the terminal. */
final class EvaluationText {
  private static final String ROW = "%s  %8s  %8s  %9s  %8s  %8s";
  private static final int NUMBERS = 51;
  private static final int NAME = 24;
  private static final int MISTAKES = 10;

  private final Confusion confusion;
  private final Terminal terminal;
  private final int name;
  private final List<String> lines = new ArrayList<>();

  private EvaluationText(Confusion confusion, Terminal terminal) {
    this.confusion = confusion;
    this.terminal = terminal;
    int longest = confusion.labels().stream().mapToInt(Text::width).max().orElse(0);
    this.name =
        terminal.tty()
            ? Math.max(5, Math.min(longest, Math.min(NAME, terminal.columns() - NUMBERS)))
            : Math.max(5, longest);
  }

  static List<String> lines(Evaluated evaluated, Terminal terminal) {
    EvaluationText text = new EvaluationText(evaluated.confusion(), terminal);
    text.head(evaluated);
    text.classes();
    text.matrix();
    text.mistakes();
    return text.lines;
  }

  private void head(Evaluated evaluated) {
    say(
        "%s of %s, %s%s"
            .formatted(
                Quantities.count(confusion.pictures(), "picture"),
                evaluated.data(),
                Quantities.count(confusion.labels().size()) + " classes",
                evaluated.unreadable() == 0
                    ? ""
                    : "; %d more could not be read".formatted(evaluated.unreadable())));
    say(
        "accuracy %s%s  loss %s"
            .formatted(
                share(confusion.accuracy()), interval(), Quantities.decimal(confusion.loss())));
  }

  private String interval() {
    if (Double.isNaN(confusion.accuracy())) {
      return "";
    }
    Share of = Share.of(confusion.accuracy(), confusion.pictures());
    return " (95 %% interval %s to %s)"
        .formatted(Quantities.percent(of.lower()), Quantities.percent(of.upper()));
  }

  private void classes() {
    lines.add("");
    lines.add(
        ROW.formatted(named("class"), "pictures", "correct", "precision", "recall", "F1")
            .stripTrailing());
    for (Confusion.OfClass one : confusion.classes()) {
      lines.add(
          ROW.formatted(
              named(one.label()),
              Quantities.count(one.pictures()),
              Quantities.count(one.correct()),
              share(one.precision()),
              share(one.recall()),
              share(one.f1())));
    }
  }

  private void matrix() {
    int cell = 1 + IntStream.range(0, confusion.labels().size()).map(this::digits).max().orElse(1);
    cell = Math.max(cell, 4);
    if (name + 2 + cell * confusion.labels().size() > terminal.widest()) {
      lines.add("");
      say(
          "The confusion matrix of %d classes is wider than %d columns: --format csv has it."
              .formatted(confusion.labels().size(), terminal.columns()));
      return;
    }
    lines.add("");
    say("Rows are what pictures are, columns what they are taken for, in the same order.");
    for (int c = 0; c < confusion.labels().size(); c++) {
      StringBuilder row = new StringBuilder(named(confusion.labels().get(c))).append("  ");
      for (long count : confusion.counts().get(c)) {
        row.append(("%" + cell + "s").formatted(count == 0 ? "." : Long.toString(count)));
      }
      lines.add(row.toString());
    }
  }

  private int digits(int c) {
    return confusion.counts().get(c).stream()
        .mapToInt(n -> Long.toString(n).length())
        .max()
        .orElse(1);
  }

  private void mistakes() {
    List<Confusion.Mistake> mistakes = confusion.mistakes(MISTAKES);
    if (mistakes.isEmpty()) {
      return;
    }
    lines.add("");
    say("The most frequent mistakes:");
    for (Confusion.Mistake mistake : mistakes) {
      say(
          "%6s  %s taken for %s"
              .formatted(
                  Quantities.count(mistake.pictures()), mistake.label(), mistake.takenFor()));
    }
  }

  private void say(String sentence) {
    lines.addAll(terminal.lines(Text.clean(sentence)));
  }

  private String named(String label) {
    return Text.pad(Text.fit(Text.clean(label), name, terminal.unicode() ? "…" : "."), name);
  }

  private static String share(double value) {
    return Double.isNaN(value) ? "-" : Quantities.percent(value);
  }
}
