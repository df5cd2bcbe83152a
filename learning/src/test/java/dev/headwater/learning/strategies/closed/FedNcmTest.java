package dev.headwater.learning.strategies.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FedNcmTest {

  private static Parameters run(int classes, List<Examples> parts) throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < parts.size(); k++) {
      clients.put("client-" + k, new ClientExamples(parts.get(k)));
    }
    RunSettings settings =
        RunSettings.of(new LinearModel(classes, parts.get(0).width()), parts.size())
            .strategy(new FedNcm())
            .build();
    return new Federation(settings, new LocalCohort(clients)).run().parameters();
  }

  /** Means (2, 1) and (0, 4), squares 5 and 16; class 2 has no examples. */
  @Test
  void headIsTheNearestMean() throws InterruptedException {
    Examples ann = new Examples(new float[] {1, 0, 3, 2}, new int[] {0, 0}, 2);
    Examples bob = new Examples(new float[] {0, 4}, new int[] {1}, 2);
    assertThat(run(3, List.of(ann, bob)).toArray())
        .containsExactly(2, 1, 0, 4, 0, 0, -2.5f, -8, -9);
  }

  @Test
  void largestLogitIsTheNearestMeanInFloat64() throws InterruptedException {
    Examples all = Samples.examples(200, 6, 4, 3);
    float[] head = run(4, List.of(all)).toArray();
    double[][] means = new double[4][6];
    int[] counts = new int[4];
    for (int i = 0; i < all.size(); i++) {
      counts[all.label(i)]++;
      for (int j = 0; j < 6; j++) {
        means[all.label(i)][j] += all.matrix()[i * 6 + j];
      }
    }
    for (int c = 0; c < 4; c++) {
      for (int j = 0; j < 6; j++) {
        // Features are rounded to 2^-18, the mean to a float.
        assertThat((double) head[c * 6 + j]).isCloseTo(means[c][j] / counts[c], within(4e-6));
      }
    }
    for (int i = 0; i < all.size(); i++) {
      double[] distance = new double[4];
      double[] logit = new double[4];
      for (int c = 0; c < 4; c++) {
        logit[c] = head[24 + c];
        for (int j = 0; j < 6; j++) {
          double x = all.matrix()[i * 6 + j];
          logit[c] += head[c * 6 + j] * x;
          distance[c] += (x - head[c * 6 + j]) * (x - head[c * 6 + j]);
        }
      }
      assertThat(first(logit, Arrays.stream(logit).max().orElseThrow()))
          .isEqualTo(first(distance, Arrays.stream(distance).min().orElseThrow()));
    }
  }

  private static int first(double[] values, double wanted) {
    return IntStream.range(0, values.length)
        .filter(c -> values[c] == wanted)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bitsDoNotDependOnTheSplit() throws InterruptedException {
    Examples all = Samples.examples(120, 6, 4, 5);
    Parameters expected = run(4, List.of(all));
    Random random = new Random(7);
    for (int trial = 0; trial < 20; trial++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, 120).boxed().toList());
      Collections.shuffle(order, random);
      int cut = 1 + random.nextInt(118);
      assertThat(
              run(4, List.of(some(all, order.subList(0, cut)), some(all, order.subList(cut, 120)))))
          .isEqualTo(expected);
    }
  }

  private static Examples some(Examples all, List<Integer> chosen) {
    float[] x = new float[chosen.size() * all.width()];
    int[] y = new int[chosen.size()];
    for (int i = 0; i < y.length; i++) {
      System.arraycopy(all.matrix(), chosen.get(i) * all.width(), x, i * all.width(), all.width());
      y[i] = all.label(chosen.get(i));
    }
    return new Examples(x, y, all.width());
  }
}
