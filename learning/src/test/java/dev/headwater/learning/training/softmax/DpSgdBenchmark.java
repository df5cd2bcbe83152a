package dev.headwater.learning.training.softmax;

import dev.headwater.learning.CpuTime;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import java.util.List;

/**
 * What privacy of single examples costs: CPU time of one client's update, 100 examples of 1280
 * features, 10 classes, batches of 20, median of 15 in turns. {@code plain} is what training takes
 * for these sizes (the dual form from two epochs on), {@code primal} is on the weights, as DP-SGD
 * must be. Run {@link #main} on the test class path.
 */
public final class DpSgdBenchmark {
  private static final Parameters START = Parameters.zeros(new Head(10, 1280).layout());
  private static final Examples[] CLIENTS = new Examples[8];

  private static int next;

  private DpSgdBenchmark() {}

  /** Prints a line for each number of epochs and way to train. */
  public static void main(String[] args) {
    for (int k = 0; k < CLIENTS.length; k++) {
      CLIENTS[k] = Clients.realistic(100, 1280, 10, k);
      CLIENTS[k].gram();
    }
    for (int epochs : new int[] {1, 5}) {
      Hyperparameters hyper = Clients.sgd(epochs, 20, 0.02);
      List<CpuTime.Median> medians =
          new CpuTime()
              .with("plain", () -> SoftmaxRegression.train(START, client(), hyper, 1, 1, "c"))
              .with("primal", () -> primal(hyper))
              .with("clipped", () -> secure(hyper, new ExamplePrivacy(1, 0)))
              .with("secure", () -> secure(hyper, new ExamplePrivacy(1, 1)))
              .with("seeded", () -> seeded(hyper, new ExamplePrivacy(1, 1)))
              .medians(15, 64);
      for (CpuTime.Median median : medians) {
        System.out.printf(
            "%d epochs, %-8s %8.0f us, %.2f of plain, %.2f of primal%n",
            epochs,
            median.name(),
            median.micros(),
            median.micros() / medians.get(0).micros(),
            median.micros() / medians.get(1).micros());
      }
    }
  }

  private static Examples client() {
    next = (next + 1) % CLIENTS.length;
    return CLIENTS[next];
  }

  private static void primal(Hyperparameters hyper) {
    SoftmaxRegression.run(
        new Primal(START, client(), hyper, null),
        100,
        hyper,
        KeyedRandom.of(1, 1, "c", Purpose.SHUFFLE));
  }

  private static void secure(Hyperparameters hyper, ExamplePrivacy privacy) {
    DpSgd.train(
        START, client(), hyper, privacy, NoiseSource.secureRandom(), NoiseSource.secureRandom());
  }

  private static void seeded(Hyperparameters hyper, ExamplePrivacy privacy) {
    DpSgd.train(
        START,
        client(),
        hyper,
        privacy,
        NoiseSource.seeded(1, 1, "c", Purpose.BATCH),
        NoiseSource.seeded(1, 1, "c", Purpose.NOISE));
  }
}
