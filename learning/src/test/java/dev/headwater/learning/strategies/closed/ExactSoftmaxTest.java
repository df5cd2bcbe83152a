package dev.headwater.learning.strategies.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Doubles;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExactSoftmaxTest {
  private static final int CLASSES = 3;
  private static final int WIDTH = 6;
  private static final LinearModel MODEL = new LinearModel(CLASSES, WIDTH);

  private static SortedMap<String, ClientExamples> clients(int count) {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < count; k++) {
      clients.put(
          "client-" + k,
          new ClientExamples(
              Samples.examples(10 + 5 * k, WIDTH, CLASSES, k),
              Samples.examples(10, WIDTH, CLASSES, 60 + k)));
    }
    return clients;
  }

  private static List<RoundReport> run(Strategy strategy, int clients) throws InterruptedException {
    RunSettings settings =
        RunSettings.of(MODEL, clients).strategy(strategy).rounds(strategy.usualRounds()).build();
    List<RoundReport> reports = new ArrayList<>();
    new Federation(settings, new LocalCohort(clients(clients)), reports::add).run();
    return reports;
  }

  /** F in double precision, naively. */
  private static double objective(double[] w, double l2, double[] gradient) {
    double loss = 0;
    int n = 0;
    for (ClientExamples client : clients(5).values()) {
      Examples examples = client.train();
      for (int i = 0; i < examples.size(); i++, n++) {
        double[] p = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
          double logit = w[CLASSES * WIDTH + c];
          for (int j = 0; j < WIDTH; j++) {
            logit += w[c * WIDTH + j] * examples.matrix()[i * WIDTH + j];
          }
          p[c] = Math.exp(logit);
          sum += p[c];
        }
        loss += Math.log(sum) - Math.log(p[examples.label(i)]);
        for (int c = 0; c < CLASSES; c++) {
          double error = p[c] / sum - (c == examples.label(i) ? 1 : 0);
          for (int j = 0; j < WIDTH; j++) {
            gradient[c * WIDTH + j] += error * examples.matrix()[i * WIDTH + j];
          }
          gradient[CLASSES * WIDTH + c] += error;
        }
      }
    }
    double penalty = 0;
    for (int j = 0; j < w.length; j++) {
      gradient[j] /= n;
      if (j < CLASSES * WIDTH) {
        gradient[j] += l2 * w[j];
        penalty += l2 / 2 * w[j] * w[j];
      }
    }
    return loss / n + penalty;
  }

  /** Plain gradient descent in one place until nothing moves any more. */
  private static double minimum(double l2) {
    double[] w = new double[CLASSES * (WIDTH + 1)];
    double value = 0;
    for (int step = 0; step < 40_000; step++) {
      double[] gradient = new double[w.length];
      value = objective(w, l2, gradient);
      for (int j = 0; j < w.length; j++) {
        w[j] -= 0.3 * gradient[j];
      }
    }
    return value;
  }

  @Test
  void endsAtTheMinimumOfCentralTraining() throws InterruptedException {
    double l2 = 0.01;
    List<RoundReport> reports = run(new ExactSoftmax(l2, 1e-4), 5);
    double[] w = Doubles.widened(reports.get(reports.size() - 1).parameters().toArray());
    double[] gradient = new double[w.length];
    double value = objective(w, l2, gradient);
    double norm = Math.sqrt(java.util.Arrays.stream(gradient).map(g -> g * g).sum());
    assertThat(norm).isLessThan(2e-4); // what the clients' float32 sums add is far smaller
    assertThat(value).isCloseTo(minimum(l2), within(1e-6));
    assertThat(reports.size()).isLessThan(60);
  }

  @Test
  void classSumsOfTheWeightsStayZero() throws InterruptedException {
    List<RoundReport> reports = run(new ExactSoftmax(0.01), 5);
    float[] w = reports.get(reports.size() - 1).parameters().toArray();
    for (int j = 0; j < WIDTH; j++) {
      assertThat(w[j] + w[WIDTH + j] + w[2 * WIDTH + j]).isCloseTo(0, within(1e-5f));
    }
  }

  @Test
  void withoutAnArgumentThePathIsFollowedAndHeldOutScoresDecide() throws InterruptedException {
    List<RoundReport> reports = run(new ExactSoftmax(null), 5);
    Parameters chosen = reports.get(reports.size() - 1).parameters();
    assertThat(reports.get(reports.size() - 1).task().train().work().name()).isEqualTo("scores");
    long hits = correct(chosen);
    for (double l2 : new double[] {0.1, 0.01, 1e-3, 1e-4}) {
      List<RoundReport> single = run(new ExactSoftmax(l2), 5);
      // minima are found to the same tolerance from other starts: one held-out example of 50
      assertThat(hits + 1)
          .isGreaterThanOrEqualTo(correct(single.get(single.size() - 1).parameters()));
    }
  }

  private static long correct(Parameters head) {
    return clients(5).values().stream()
        .mapToLong(client -> MODEL.score(head, client.heldOut()).numCorrect())
        .sum();
  }

  @Test
  void roundWithoutOneOfTheClientsIsRefusedAndTheStateBeforeItGoesOn() throws InterruptedException {
    RunSettings settings =
        RunSettings.of(MODEL, 5).strategy(new ExactSoftmax(0.01)).rounds(3).build();
    ServerState state = new Federation(settings, new LocalCohort(clients(5))).run();
    RunSettings more = settings.but().rounds(100).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Federation(more, new LocalCohort(clients(4))).run(state, 4))
        .withMessageContaining("expected: the same clients in every round")
        .withMessageContaining("--resume");
    ServerState end = new Federation(more, new LocalCohort(clients(5))).run(state, 4);
    assertThat(end.parameters())
        .isEqualTo(new Federation(more, new LocalCohort(clients(5))).run().parameters());
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    for (double l2 : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ExactSoftmax(l2))
          .withMessageContaining("expected: finite and above 0");
    }
  }
}
