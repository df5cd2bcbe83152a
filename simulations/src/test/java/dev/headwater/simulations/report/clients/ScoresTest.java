package dev.headwater.simulations.report.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RunDetails.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScoresTest {
  private static Scores of(int... right) {
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < right.length; i++) {
      scores.add(new Score("" + (char) ('a' + i), right[i], 15));
    }
    return new Scores(scores);
  }

  @Test
  void bestAndWorstAreNamedWithAllThatTie() {
    assertThat(of(15, 12, 11).extremes()).isEqualTo("Best: a with 100.0 %. Worst: c with 73.3 %.");
    assertThat(of(11, 15, 11, 15, 15, 12).extremes())
        .isEqualTo("Best: b, d and e with 100.0 %. Worst: a and c with 73.3 %.");
    assertThat(of(15, 11, 11, 11, 11, 11).extremes())
        .isEqualTo("Best: a with 100.0 %. Worst: b, c, d and 2 more with 73.3 %.");
    assertThat(of(11, 11).extremes()).isEqualTo("All 2 have 73.3 %.");
  }

  @Test
  void histogramPutsFullMarksIntoTheLastBin() {
    Scores scores =
        new Scores(
            List.of(
                new Score("a", 10, 10),
                new Score("b", 0, 10),
                new Score("c", 1, 20),
                new Score("none", 0, 0)));
    int[] bins = scores.histogram();
    assertThat(bins[19]).isEqualTo(1);
    assertThat(bins[0]).isEqualTo(1);
    assertThat(bins[1]).isEqualTo(1);
    assertThat(bins).hasSize(20);
  }
}
