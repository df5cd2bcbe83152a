package dev.headwater.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.softmax.Clients;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clipping where nothing is promised. */
class PlainClippingTest {
  private static final Parameters START = Clients.start(3, 8, 1);
  private static final Examples EXAMPLES = Clients.realistic(12, 8, 3, 1);
  private static final ClientPrivacy PROMISED = new ClientPrivacy(1, NoisePlace.NONE, 0, false);

  private static TrainTask task(Protection protection) {
    return Tasks.sgd(1, 11, START, Clients.sgd(2, 4, 0.5), protection, FixedPoint.finest(4, 1000));
  }

  private static TrainTask clipped(double norm) {
    return task(Protection.NONE.clippedTo(norm));
  }

  @Test
  void deltaIsClippedToTheNormTimesTheWeightAndTheLossIsStillTold() {
    Contribution open = Tasks.contribute("ann", EXAMPLES, task(Protection.NONE));
    Contribution one = Tasks.contribute("ann", EXAMPLES, clipped(0.01));
    assertThat(one.weight()).isEqualTo(12); // num_examples: without a promise weights may be free
    assertThat(Clipping.norm(one.vector())).isBetween(0.01 * 12 * 0.999, 0.01 * 12);
    assertThat(one.trainLoss()).isEqualTo(open.trainLoss()).isPositive();
    assertThat(one.withinNorm()).isTrue(); // nobody asks
    double scale = Clipping.norm(one.vector()) / Clipping.norm(open.vector());
    for (int j = 0; j < open.vector().length; j++) {
      assertThat((double) one.vector()[j])
          .isCloseTo(open.vector()[j] * scale, org.assertj.core.api.Assertions.within(1e-6));
    }
  }

  @Test
  void deltaWithinTheNormIsLeftAsItIs() {
    assertThat(Tasks.contribute("ann", EXAMPLES, clipped(1000)).vector())
        .isEqualTo(Tasks.contribute("ann", EXAMPLES, task(Protection.NONE)).vector());
  }

  @Test
  void coordinatorRefusesADeltaBeyondTheNorm() {
    TrainTask task = clipped(0.5);
    Gathering gathering = new Gathering(new RoundTask(task, List.of("ann", "eve")));
    float[] heavy = new float[START.size()];
    heavy[0] = 6.1f; // at weight 12 the bound is 6
    assertThat(gathering.offer(new Contribution("eve", 1, 12, 12, heavy, 0, true)))
        .isInstanceOfSatisfying(
            Receipt.Refused.class,
            r -> assertThat(r.reason()).startsWith("norm: 6.09").contains("at most 6.0"));
    assertThat(gathering.offer(Tasks.contribute("ann", EXAMPLES, task)))
        .isEqualTo(new Receipt.Accepted());
  }

  @Test
  void clippingBesideThatOfAPromiseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Protection(new Weighting.Uniform(), PROMISED, null, true).clippedTo(1.0))
        .withMessageContaining("beside that of a privacy guarantee (expected: one of them)");
  }
}
