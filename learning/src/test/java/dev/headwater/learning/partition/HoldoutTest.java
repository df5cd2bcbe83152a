package dev.headwater.learning.partition;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldoutTest {

  @ParameterizedTest
  @CsvSource({
    "1, 0.9, 0",
    "10, 0.2, 2",
    "10, 0.25, 2",
    "10, 0, 0",
    "100, 0.29, 29",
    "3, 0.999999, 2"
  })
  void shareIsRoundedDownSoThatSomethingIsLeftToTrainOn(int examples, double share, int held) {
    Holdout holdout = Holdout.of(examples, share, 1, "ann");
    assertThat(holdout.heldOut()).hasSize(held).isSorted();
    assertThat(holdout.train()).hasSize(examples - held).isNotEmpty().isSorted();
    assertThat(IntStream.concat(IntStream.of(holdout.train()), IntStream.of(holdout.heldOut())))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, examples).boxed().toList());
  }

  @Test
  void choiceDependsOnSeedAndClientOnly() {
    int[] chosen = Holdout.of(100, 0.2, 1, "ann").heldOut();
    assertThat(Holdout.of(100, 0.2, 1, "ann").heldOut()).isEqualTo(chosen);
    assertThat(Holdout.of(100, 0.2, 2, "ann").heldOut()).isNotEqualTo(chosen);
    assertThat(Holdout.of(100, 0.2, 1, "bob").heldOut()).isNotEqualTo(chosen);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void impossibleSharesAreRefused(double share) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Holdout.of(10, share, 1, "ann"))
        .withMessage("holdout: %s (expected: at least 0 and below 1)", share);
  }

  @Test
  void clientWithoutExamplesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Holdout.of(0, 0.2, 1, "ann"))
        .withMessage("holdout: client ann has no examples (expected: at least 1)");
  }

  @Test
  void whereUsersAreProtectedAllOfAUserIsHeldOutOrNothing() {
    List<String> users = List.of("ann", "bob", "ann", "eve", "bob", "dan", "ann", "eve");
    Holdout holdout = Holdout.byUser(users, 0.5, 1, "ward");

    assertThat(IntStream.concat(IntStream.of(holdout.train()), IntStream.of(holdout.heldOut())))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 8).boxed().toList());
    Set<String> held = IntStream.of(holdout.heldOut()).mapToObj(users::get).collect(toSet());
    assertThat(held).hasSize(2);
    assertThat(IntStream.of(holdout.train()).mapToObj(users::get))
        .doesNotContainAnyElementsOf(held);
    assertThat(Holdout.byUser(users, 0.2, 1, "ward").heldOut()).isEmpty();
    assertThat(Holdout.byUser(List.of("ann", "ann"), 0.9, 1, "ward").train()).hasSize(2);
  }
}
