package dev.headwater.learning.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.softmax.Clients;
import dev.headwater.learning.training.softmax.SoftmaxRegression;
import dev.headwater.learning.work.Sgd;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FedAvgTest {
  private static final Parameters ZEROS = Parameters.zeros(new Head(2, 1).layout());

  private static Examples slice(Examples all, int from, int to) {
    int width = all.width();
    int[] labels = new int[to - from];
    Arrays.setAll(labels, i -> all.label(from + i));
    return new Examples(Arrays.copyOfRange(all.matrix(), from * width, to * width), labels, width);
  }

  private static Hyperparameters hyper(RoundTask task) {
    return ((Sgd) task.train().work()).hyper();
  }

  private static Parameters round(RoundTask task, Contribution... contributions) {
    Gathering gathering = new Gathering(task);
    for (Contribution contribution : contributions) {
      assertThat(gathering.offer(contribution)).isEqualTo(new Receipt.Accepted());
    }
    return new FedAvg()
        .update(new ServerState(task.train().parameters()), task, gathering.close(0, 0))
        .parameters();
  }

  @Test
  void contributionIsTheDeltaTimesTheNumberOfExamples() {
    Examples examples = Clients.realistic(12, 6, 3, 1);
    Parameters start = Clients.start(3, 6, 1);
    RoundTask task = Tasks.of(2, start, Clients.sgd(2, 4, 0.1), 12, "ann");
    LocalUpdate update = SoftmaxRegression.train(start, examples, hyper(task), 11, 2, "ann");
    Contribution contribution = Tasks.contribute("ann", examples, task.train());
    assertThat(contribution.client()).isEqualTo("ann");
    assertThat(contribution.round()).isEqualTo(2);
    assertThat(contribution.numExamples()).isEqualTo(12);
    assertThat(contribution.weight()).isEqualTo(12);
    assertThat(contribution.trainLoss()).isEqualTo(update.meanLoss());
    for (int j = 0; j < update.delta().length; j++) {
      assertThat(contribution.vector()[j]).isEqualTo(12 * update.delta()[j]);
    }
  }

  @Test
  void oneClientGivesItsOwnParameters() {
    Examples examples = Clients.realistic(23, 10, 3, 2);
    Parameters start = Clients.start(3, 10, 2);
    RoundTask task = Tasks.of(1, start, Clients.sgd(3, 4, 0.1), 23, "ann");
    LocalUpdate update = SoftmaxRegression.train(start, examples, hyper(task), 11, 1, "ann");
    Parameters next = round(task, Tasks.contribute("ann", examples, task.train()));
    for (int j = 0; j < next.size(); j++) {
      assertThat(next.get(j)).isCloseTo(start.get(j) + update.delta()[j], within(1e-7f));
    }
  }

  @Test
  void clientsAreWeighedByTheirExamples() {
    RoundTask task = Tasks.of(1, ZEROS, Clients.sgd(1, 1, 1), 100, "ann", "bob", "cyd");
    Parameters next =
        round(
            task,
            Tasks.contribution("ann", 1, 1, 4, 0, 1, 0.5f),
            Tasks.contribution("bob", 1, 2, 1, 0, -1, 0.5f),
            Tasks.contribution("cyd", 1, 5, 0, 8, 1, 0.5f));
    assertThat(next.toArray()).containsExactly(0.75f, 5f, 0.5f, 0.5f);
  }

  @Test
  void globalParametersAreTheStartOfTheSum() {
    Parameters start = Parameters.owning(new Head(2, 1).layout(), new float[] {1, 2, 3, 4});
    RoundTask task = Tasks.of(1, start, Clients.sgd(1, 1, 1), 10, "ann");
    assertThat(round(task, Tasks.contribution("ann", 1, 10, 1, -2, 0, 0)).toArray())
        .containsExactly(2, 0, 3, 4);
    assertThat(start.toArray()).containsExactly(1, 2, 3, 4);
  }

  /**
   * With one epoch of one full batch a client moves by minus the rate times its own mean gradient;
   * the weighted mean of those is the gradient of all examples together.
   */
  @Test
  void oneFullBatchEpochIsGradientDescentOnAllExamplesTogether() {
    Examples all = Clients.realistic(90, 40, 5, 3);
    Hyperparameters hyper = Clients.sgd(1, 1000, 0.2);
    Parameters federated = Parameters.zeros(new Head(5, 40).layout());
    Parameters central = federated;
    for (int r = 1; r <= 10; r++) {
      RoundTask task = Tasks.of(r, federated, hyper, 90, "a", "b", "c");
      federated =
          round(
              task,
              Tasks.contribute("a", slice(all, 0, 10), task.train()),
              Tasks.contribute("b", slice(all, 10, 60), task.train()),
              Tasks.contribute("c", slice(all, 60, 90), task.train()));
      float[] next = central.toArray();
      float[] delta = SoftmaxRegression.train(central, all, hyper, 0, r, "all").delta();
      for (int j = 0; j < next.length; j++) {
        next[j] += delta[j];
      }
      central = Parameters.owning(central.layout(), next);
    }
    for (int j = 0; j < central.size(); j++) {
      assertThat(federated.get(j)).isCloseTo(central.get(j), within(2e-6f));
    }
    assertThat(norm(central)).isGreaterThan(0.5);
  }

  @Test
  void infiniteProximalPullLeavesTheModelWhereItIs() {
    Examples examples = Clients.realistic(20, 8, 3, 4);
    Parameters start = Clients.start(3, 8, 4);
    Hyperparameters hyper = new Hyperparameters(5, 4, 1e-8, 0, 0, 1e8);
    RoundTask task = Tasks.of(1, start, hyper, 20, "ann");
    Parameters next = round(task, Tasks.contribute("ann", examples, task.train()));
    for (int j = 0; j < start.size(); j++) {
      assertThat(next.get(j)).isCloseTo(start.get(j), within(1e-6f));
    }
  }

  @Test
  void roundWithoutContributionsIsRefused() {
    RoundTask task = Tasks.of(1, ZEROS, Clients.sgd(1, 1, 1), 10, "ann");
    assertThatIllegalStateException()
        .isThrownBy(() -> round(task))
        .withMessageContaining("at least one contribution");
  }

  private static double norm(Parameters p) {
    double sum = 0;
    for (float f : p.toArray()) {
      sum += (double) f * f;
    }
    return Math.sqrt(sum);
  }
}
