package dev.headwater.coordinator.rounds.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TwinsTest {
  private final Twins twins = new Twins();

  private static Contribution of(String client, int examples, long... units) {
    return new Contribution(
        client,
        1,
        examples,
        1,
        List.of(new Values.Integers(units), new Values.Reals(new float[] {0.5f})),
        0,
        true,
        List.of());
  }

  @Test
  void clientsWithTheSamePicturesAreNamed() {
    assertThat(twins.sentence(of("ann", 4, 1, 2))).isNull();
    assertThat(twins.sentence(of("bob", 4, 1, 3))).isNull();
    assertThat(twins.sentence(of("cleo", 5, 1, 2))).isNull();
    assertThat(twins.sentence(of("dora", 4, 1, 2)))
        .startsWith("clients ann and dora sent the same sums: they seem to hold the same pictures");
  }

  @Test
  void aClientIsNotItsOwnTwin() {
    assertThat(twins.sentence(of("ann", 4, 1, 2))).isNull();
    assertThat(twins.sentence(of("ann", 4, 1, 2))).isNull();
  }
}
