package dev.headwater.simulations.arena;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.simulations.hostile.AttackedCohort;
import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.ChangedUpdate;
import dev.headwater.simulations.hostile.attack.PoisonedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Aggregators under attack: a row for each aggregator, a column for each attack, and what the
 * aggregator costs where nobody attacks. The mean weighs by num_examples, as it does by default,
 * with the usual cap and without; the other rules weigh all alike.
 */
public final class AggregatorTable {
  /** Nobody attacks, then the four attacks. */
  private static final List<Attack> ATTACKS =
      List.of(
          new PoisonedData.LabelFlip(),
          new ChangedUpdate.SignFlip(10),
          new ChangedUpdate.ExtremeValues(1023),
          new ChangedUpdate.ReversedClaim(1_000_000_000));

  private AggregatorTable() {}

  /** One row: a name, and how its runs aggregate. */
  private record Row(String name, Aggregator aggregator, Summing summing) {
    RunBuilder of(RunBuilder run) {
      return run.aggregator(aggregator).summing(summing);
    }
  }

  /**
   * {@return the table}
   *
   * @param arena the runs
   * @param aggregators names as {@code --aggregator} takes them, with arguments
   * @param attackers how many clients attack
   * @throws IllegalArgumentException if a name is not known, or there are too few clients for a
   *     rule
   * @throws InterruptedException if this thread is interrupted
   */
  public static MarkdownTable of(Arena arena, List<String> aggregators, int attackers)
      throws InterruptedException {
    List<Row> rows = rows(aggregators);
    List<Arena.Cell> cells = new ArrayList<>();
    for (Row row : rows) {
      cells.add(cell(row, null, attackers));
      ATTACKS.forEach(attack -> cells.add(cell(row, attack, attackers)));
    }
    List<Figure> figures = arena.run(cells);
    List<String> header = new ArrayList<>(List.of("aggregator", "nobody attacks"));
    ATTACKS.forEach(attack -> header.add(attack.words()));
    header.add("cost without attacker");
    MarkdownTable table = new MarkdownTable(header);
    int columns = ATTACKS.size() + 1;
    double mean = figures.get(0).mean();
    for (int r = 0; r < rows.size(); r++) {
      List<Figure> own = figures.subList(r * columns, (r + 1) * columns);
      List<String> line = new ArrayList<>(List.of("`" + rows.get(r).name() + "`"));
      own.forEach(figure -> line.add(figure.toString()));
      line.add(String.format(Locale.ROOT, "%.1f", 100 * (mean - own.get(0).mean())));
      table.row(line);
    }
    return table;
  }

  private static List<Row> rows(List<String> aggregators) {
    Summing uniform = new Summing(new Weighting.Uniform(), Long.SIZE);
    Aggregator mean = Aggregators.CHOICES.parse("mean");
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("mean", mean, Summing.DEFAULT));
    rows.add(
        new Row(
            "mean --weight-cap none", mean, Summing.DEFAULT.cappedAt(Double.POSITIVE_INFINITY)));
    for (String name : aggregators) {
      rows.add(new Row(name, Aggregators.CHOICES.parse(name), uniform));
    }
    return rows;
  }

  private static Arena.Cell cell(Row row, @Nullable Attack attack, int attackers) {
    return new Arena.Cell(
        row::of,
        split ->
            new AttackedCohort(
                split.data().clients(),
                attack == null ? new PoisonedData.LabelFlip() : attack,
                attack == null ? 0 : attackers,
                split.seed()));
  }
}
