package dev.headwater.simulations.arena.matrix;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.arena.Arena;
import dev.headwater.simulations.arena.Figure;
import dev.headwater.simulations.hostile.AttackedCohort;
import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.Attacks;
import dev.headwater.simulations.hostile.attack.ChangedUpdate;
import dev.headwater.simulations.hostile.attack.PoisonedData;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runs of an {@link AttackMatrix}: one of each aggregator without an attack, then one with each
 * attack, for every seed. The mean weighs by num_examples with the usual cap, as it does by
 * default; robust rules weigh all alike.
 */
public final class AttackRuns {
  /** The mean, with which everything is compared. */
  public static final String MEAN = "mean";

  private final Arena arena;
  private final int attackers;

  /**
   * Runs on an arena.
   *
   * @param arena the splits, and how clients train
   * @param attackers how many clients attack, at most all but one
   */
  public AttackRuns(Arena arena, int attackers) {
    this.arena = arena;
    this.attackers = attackers;
  }

  /**
   * {@return the matrix}
   *
   * @param attacks names as {@code --attack} takes them
   * @param aggregators names as {@code --aggregator} takes them; the mean is added in front
   * @throws IllegalArgumentException if a name is not known, or there are too few clients for a
   *     rule
   * @throws InterruptedException if this thread is interrupted
   */
  public AttackMatrix matrix(List<String> attacks, List<String> aggregators)
      throws InterruptedException {
    List<String> rules = new ArrayList<>(List.of(MEAN));
    aggregators.stream().filter(rule -> !rule.equals(MEAN)).forEach(rules::add);
    List<Attack> kinds = attacks.stream().map(Attacks::parse).toList();
    List<Arena.Cell> cells = new ArrayList<>();
    rules.forEach(rule -> cells.add(cell(rule, null)));
    for (Attack attack : kinds) {
      rules.forEach(rule -> cells.add(cell(rule, attack)));
    }
    List<Arena.Outcome> outcomes = arena.outcomes(cells);
    List<Arena.Outcome> clean = outcomes.subList(0, rules.size());
    List<AttackMatrix.Row> rows = new ArrayList<>();
    for (int a = 0; a < kinds.size(); a++) {
      List<Arena.Outcome> own = outcomes.subList((a + 1) * rules.size(), (a + 2) * rules.size());
      rows.add(
          new AttackMatrix.Row(
              attacks.get(a),
              kinds.get(a).words(),
              accuracies(own),
              successes(kinds.get(a), own),
              successes(kinds.get(a), clean)));
    }
    return new AttackMatrix(rules, accuracies(clean), rows);
  }

  private static List<Figure> accuracies(List<Arena.Outcome> outcomes) {
    return outcomes.stream().map(Arena.Outcome::accuracy).toList();
  }

  private @Nullable List<Figure> successes(Attack attack, List<Arena.Outcome> outcomes) {
    if (!(attack instanceof PoisonedData.Backdoor backdoor)) {
      return null;
    }
    List<Figure> successes = new ArrayList<>();
    for (Arena.Outcome outcome : outcomes) {
      List<Double> bySeed = new ArrayList<>();
      for (int s = 0; s < outcome.heads().size(); s++) {
        bySeed.add(success(backdoor, arena.splits().get(s), outcome.heads().get(s)));
      }
      successes.add(Figure.of(bySeed));
    }
    return successes;
  }

  /**
   * On the test data; without any, on what the first client trains on, which is better than none.
   */
  private static double success(
      PoisonedData.Backdoor backdoor, Arena.Seeded split, Parameters head) {
    Examples test = split.data().test();
    Examples judged =
        test.size() > 0 ? test : split.data().clients().values().iterator().next().train();
    LinearModel model = new LinearModel(split.data().labels().size(), judged.width());
    return backdoor.trigger().success(model, head, judged, backdoor.target());
  }

  private Arena.Cell cell(String rule, @Nullable Attack attack) {
    Aggregator aggregator = Aggregators.CHOICES.parse(rule);
    Summing summing =
        rule.equals(MEAN) ? Summing.DEFAULT : new Summing(new Weighting.Uniform(), Long.SIZE);
    return new Arena.Cell(
        run -> run.aggregator(aggregator).summing(summing),
        split ->
            new AttackedCohort(
                split.data().clients(),
                attack == null ? new ChangedUpdate.FreeRider(0) : attack,
                attack == null ? 0 : attackers,
                split.seed()));
  }
}
