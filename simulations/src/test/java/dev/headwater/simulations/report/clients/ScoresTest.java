package dev.headwater.simulations.report.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RunDetails.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScoresTest {
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
