package dev.headwater.simulations.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.Sgd;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AttackTest {
  private static final LinearModel MODEL = new LinearModel(3, 1);

  private static TrainTask task(Weighting weighting) {
    return new TrainTask(
        1,
        1,
        MODEL,
        Parameters.zeros(MODEL.layout()),
        NamedVectors.NONE,
        new Sgd(new Hyperparameters(1, 1, 0.1, 0, 0, 0)),
        new Protection(weighting, null, null, true),
        SumSchema.single(Sgd.DELTA, MODEL.layout(), FixedPoint.finest(1024, 1e10)));
  }

  /** The delta is (1, -2, 0.5, 0.5, 0.5, 0.5) at weight 4. */
  private static Contribution own() {
    return new Contribution("eve", 1, 4, 4, new float[] {4, -8, 2, 2, 2, 2}, 0.5, true);
  }

  private static Contribution attacked(Attack attack, Weighting weighting) {
    return attack.contribution(own(), task(weighting));
  }

  @Test
  void labelFlipMirrorsTheClassesAndLeavesTheFeatures() {
    Examples own = new Examples(new float[] {7, 8, 9}, new int[] {0, 1, 2}, 1);
    Examples flipped = new Attack.LabelFlip().examples(own, 3);
    assertThat(List.of(flipped.label(0), flipped.label(1), flipped.label(2)))
        .containsExactly(2, 1, 0);
    assertThat(flipped.matrix()).isEqualTo(own.matrix());
    assertThat(own.label(0)).isZero();
  }

  @Test
  void signFlipIsAMultipleOfTheOpposite() {
    Contribution one = attacked(new Attack.SignFlip(10), new Weighting.Examples());
    assertThat(one.vector()).containsExactly(-40, 80, -20, -20, -20, -20);
    assertThat(own().vector()).containsExactly(4, -8, 2, 2, 2, 2);
  }

  @Test
  void extremeValuesGoAgainstTheUpdateAtTheClientsWeight() {
    Contribution one = attacked(new Attack.ExtremeValues(1023), new Weighting.Examples());
    assertThat(one.vector()).containsExactly(-4092, 4092, -4092, -4092, -4092, -4092);
    assertThat(one.weight()).isEqualTo(4);
  }

  @Test
  void claimIsWeighedAsTheRunWeighsIt() {
    Attack claim = new Attack.ReversedClaim(1000);
    assertThat(claim.claim(4)).isEqualTo(1000);
    Contribution open = attacked(claim, new Weighting.Examples());
    assertThat(open.numExamples()).isEqualTo(1000);
    assertThat(open.weight()).isEqualTo(1000);
    assertThat(open.vector()).containsExactly(-1000, 2000, -500, -500, -500, -500);
    Contribution capped = attacked(claim, new Weighting.Capped(40));
    assertThat(capped.weight()).isEqualTo(40);
    assertThat(capped.vector()).containsExactly(-40, 80, -20, -20, -20, -20);
  }

  @Test
  void attackersFollowFromTheSeed() {
    TreeSet<String> names = new TreeSet<>(List.of("a", "b", "c", "d", "e", "f", "g", "h"));
    assertThat(AttackedCohort.attackers(names, 3, 1))
        .hasSize(3)
        .isEqualTo(AttackedCohort.attackers(names, 3, 1))
        .isNotEqualTo(AttackedCohort.attackers(names, 3, 2))
        .isSubsetOf(names);
  }
}
