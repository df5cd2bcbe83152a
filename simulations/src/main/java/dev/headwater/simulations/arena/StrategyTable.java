package dev.headwater.simulations.arena;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategies.stages.Standardised;
import dev.headwater.learning.strategies.stages.WarmStart;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Strategies side by side on the same splits: accuracy, rounds, seconds and bytes. Those of local
 * steps train on standardised features; those that need everybody ask everybody, and say so.
 */
public final class StrategyTable {
  /** The name of the row of the plain command. */
  public static final String PLAIN = "plain command";

  private StrategyTable() {}

  /** One row: a name, and its runs. */
  private record Row(String name, Strategy strategy, boolean everybody, Arena.Cell cell) {}

  /**
   * {@return the table}
   *
   * @param arena the runs
   * @param strategies names as {@code --strategy} takes them, with arguments
   * @param cohort clients of a round, where the strategy does not need everybody; 0 for all
   * @param hyper how clients train on standardised features
   * @param rounds of strategies that do not end by themselves
   * @throws IllegalArgumentException if a name is not known
   * @throws InterruptedException if this thread is interrupted
   */
  public static MarkdownTable of(
      Arena arena, List<String> strategies, int cohort, Hyperparameters hyper, int rounds)
      throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    Strategy plain = Strategies.CHOICES.parse("fedavg");
    rows.add(row(PLAIN, warm(plain), true, 0, hyper, rounds));
    for (String name : strategies) {
      Strategy strategy = Strategies.CHOICES.parse(name);
      boolean everybody = strategy.needs().contains(Need.EVERYBODY);
      rows.add(row(name, scaled(strategy, hyper), everybody, cohort, hyper, rounds));
    }
    List<Arena.Outcome> outcomes = arena.outcomes(rows.stream().map(Row::cell).toList());
    MarkdownTable table =
        new MarkdownTable(List.of("strategy", "asked", "accuracy", "rounds", "seconds", "MB up"));
    for (int r = 0; r < rows.size(); r++) {
      Arena.Outcome outcome = outcomes.get(r);
      table.row(
          List.of(
              "`" + rows.get(r).name() + "`",
              rows.get(r).everybody() || cohort == 0 ? "everybody" : cohort + " a round",
              outcome.accuracy().toString(),
              number(outcome.rounds(), 0),
              number(outcome.seconds(), 1),
              number(outcome.bytesUp() / 1e6, outcome.bytesUp() < 1e7 ? 1 : 0)));
    }
    return table;
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static Strategy warm(Strategy strategy) {
    return new WarmStart(new Fed3R(null), new Standardised(strategy, null), Fed3R.LOGIT_SCALE);
  }

  /** Scaled features where clients take local steps; closed forms and gradients take raw ones. */
  private static Strategy scaled(Strategy strategy, Hyperparameters hyper) {
    LinearModel model = new LinearModel(2, 1);
    return Standardised.fits(strategy, model, hyper) ? new Standardised(strategy, null) : strategy;
  }

  private static Row row(
      String name,
      Strategy strategy,
      boolean everybody,
      int cohort,
      Hyperparameters hyper,
      int rounds) {
    boolean uniform = strategy.needs().contains(Need.UNIFORM_WEIGHTS);
    CohortSize size =
        everybody || cohort == 0 ? new CohortSize.All() : new CohortSize.Count(cohort);
    int most = strategy.needs().contains(Need.EVERYBODY) ? strategy.usualRounds() : rounds;
    return new Row(
        name,
        strategy,
        everybody,
        Arena.Cell.local(run -> settings(run, strategy, size, most, hyper, uniform)));
  }

  private static RunBuilder settings(
      RunBuilder run,
      Strategy strategy,
      CohortSize size,
      int rounds,
      Hyperparameters hyper,
      boolean uniform) {
    return run.strategy(strategy)
        .cohort(size)
        .rounds(rounds)
        .hyper(hyper)
        .summing(uniform ? new Summing(new Weighting.Uniform(), Long.SIZE) : Summing.DEFAULT);
  }
}
