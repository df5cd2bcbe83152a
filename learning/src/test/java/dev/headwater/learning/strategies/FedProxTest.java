package dev.headwater.learning.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.Sgd;
import org.junit.jupiter.api.Test;

class FedProxTest {
  /**
   * One example x = 1 of class 0, two steps at rate 1, mu = 0.5 (Li et al. 2020, eq. 2). Step 1: p
   * = 1/2, no pull yet, w_0 = b_0 = 0.5. Step 2: logits 1 and -1, p_1 = 1 / (1 + e^2) = 0.1192029;
   * the gradient is -p_1 + 0.5 * 0.5, so w_0 = 0.5 + 0.1192029 - 0.25 = 0.3692029.
   */
  @Test
  void clientsArePulledTowardsWhereTheyStarted() {
    FedProx strategy = new FedProx(0.5);
    ServerState start = strategy.start(Hand.MODEL, Hand.ZEROS);
    RoundTask one = Hand.task(1, strategy, start, 1, "ann");
    RoundTask twoEpochs =
        new RoundTask(
            new dev.headwater.learning.tasks.TrainTask(
                1,
                1,
                Hand.MODEL,
                start.parameters(),
                one.train().broadcast(),
                strategy.work(start, new Hyperparameters(2, 1, 1, 0, 0, 0)),
                one.train().protection(),
                one.train().schema()),
            one.cohort());
    ServerState next =
        Hand.round(
            strategy, start, twoEpochs, Hand.contribute("ann", Hand.examples(0, 1), twoEpochs));
    assertThat(next.parameters().get(0)).isCloseTo(0.3692029f, within(1e-6f));
    assertThat(next.parameters().get(1)).isCloseTo(-0.3692029f, within(1e-6f));
    assertThat(next.parameters().get(2)).isCloseTo(0.3692029f, within(1e-6f));
  }

  @Test
  void pullTakesThePlaceOfThatOfTheRun() {
    Hyperparameters hyper = new Hyperparameters(1, 1, 0.1, 0, 0, 7);
    ServerState state = new ServerState(Hand.ZEROS);
    assertThat(((Sgd) new FedProx(0.5).work(state, hyper)).hyper().proximalMu()).isEqualTo(0.5);
    assertThat(((Sgd) new FedAvg().work(state, hyper)).hyper().proximalMu()).isEqualTo(7);
  }
}
