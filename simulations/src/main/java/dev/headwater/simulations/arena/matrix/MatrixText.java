package dev.headwater.simulations.arena.matrix;

import dev.headwater.simulations.arena.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A matrix for a terminal of 80 columns: aggregators are numbered, and wrapped into blocks. */
public final class MatrixText {
  private static final int NAME = 18;
  private static final int COLUMNS = 10;

  private final AttackMatrix matrix;

  /**
   * The text of a matrix.
   *
   * @param matrix the figures
   */
  public MatrixText(AttackMatrix matrix) {
    this.matrix = matrix;
  }

  /** {@return lines with an end each} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Accuracy in percent; * is the best of its row.\n");
    for (int from = 0; from < matrix.rules().size(); from += COLUMNS) {
      block(text, from, Math.min(matrix.rules().size(), from + COLUMNS));
    }
    text.append(
        "\nPoints lost of the %.1f of the mean where nobody attacks:\n"
            .formatted(100 * matrix.unharmed()));
    for (AttackMatrix.Row row : matrix.attacks()) {
      int best = row.best();
      text.append(
          String.format(
              Locale.ROOT,
              "%-" + NAME + "s %5s with the mean, %5s with %s%n",
              row.name(),
              AttackMatrix.shown(matrix.lost(row.accuracy().get(0))),
              AttackMatrix.shown(matrix.lost(row.accuracy().get(best))),
              matrix.rules().get(best)));
    }
    int steady = matrix.steadiest();
    text.append(
        String.format(
            Locale.ROOT,
            "%nOne rule for all of them: %s loses at most %s points.%n",
            matrix.rules().get(steady),
            AttackMatrix.shown(matrix.worst(steady))));
    return text.toString();
  }

  private void block(StringBuilder text, int from, int to) {
    text.append('\n');
    List<String> numbers = new ArrayList<>();
    for (int rule = from; rule < to; rule++) {
      text.append(String.format(Locale.ROOT, "%3d %s%n", rule + 1, matrix.rules().get(rule)));
      numbers.add(String.valueOf(rule + 1) + " ");
    }
    text.append(row("", numbers)).append('\n');
    text.append(row("nobody attacks", cells(matrix.clean(), -1, from, to))).append('\n');
    for (AttackMatrix.Row row : matrix.attacks()) {
      text.append(row(row.name(), cells(row.accuracy(), row.best(), from, to))).append('\n');
      if (row.success() != null) {
        List<Figure> success = Objects.requireNonNull(row.success());
        text.append(row("  taken in", cells(success, -1, from, to))).append('\n');
      }
    }
  }

  private static List<String> cells(List<Figure> figures, int best, int from, int to) {
    List<String> cells = new ArrayList<>();
    for (int rule = from; rule < to; rule++) {
      cells.add(
          String.format(Locale.ROOT, "%.1f", 100 * figures.get(rule).mean())
              + (rule == best ? "*" : " "));
    }
    return cells;
  }

  private static String row(String name, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + NAME + "s", name));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, "%6s", cell)));
    return line.toString().stripTrailing();
  }
}
