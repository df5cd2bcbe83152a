package dev.headwater.learning.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Examples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static final Model MODEL = new LinearModel(2, 1);
  private static final Examples TRAIN = new Examples(new float[] {1}, new int[] {0}, 1);
  private static final Examples HELD_OUT =
      new Examples(new float[] {1, 2, -3, 4}, new int[] {0, 1, 1, 0}, 1);

  /** Class 0 for features above 0; class 1 for them; always a tie. */
  private static final List<Parameters> CANDIDATES =
      List.of(head(1, -1, 0, 0), head(-1, 1, 0, 0), head(0, 0, 0, 0));

  private static Parameters head(float... values) {
    return Parameters.owning(MODEL.layout(), values);
  }

  private static NamedVectors broadcast(float[] values) {
    return NamedVectors.owning(Map.of(Scores.CANDIDATES, values));
  }

  private static LocalResult result(Examples heldOut) {
    return new Scores(3)
        .perform(
            Inputs.of(
                MODEL, CANDIDATES.get(0), broadcast(Scores.broadcast(CANDIDATES)), TRAIN, heldOut));
  }

  @Test
  void correctHeldOutExamplesAreCountedByCandidateAndTiesGoToTheLowestClass() {
    long one = 1 << 16;
    assertThat(Inputs.units(result(HELD_OUT), 0)).containsExactly(3 * one, one, 2 * one, 4 * one);
    assertThat(result(HELD_OUT).meanLoss()).isZero();
  }

  @Test
  void clientWithoutHeldOutExamplesUploadsZeros() {
    assertThat(Inputs.units(result(Examples.none(1)), 0)).containsExactly(0, 0, 0, 0);
  }

  /** The exact sum over clients that hold these out. */
  private static long[] sum(Examples... heldOut) {
    LocalWork.Output output = new Scores(3).outputs(MODEL, 1).get(0);
    var sum = new ExactSum(new FixedPoint(16, output.maxPerWeight(), 10), 4);
    for (Examples own : heldOut) {
      Values values = result(own).vectors().get(0);
      assertThat(sum.problemOf(values, 1)).isNull();
      sum.addUnchecked(values, 1);
    }
    return sum.finish().units();
  }

  @Test
  void countsOfAllClientsAddUp() {
    Examples one = Inputs.part(HELD_OUT, 1, 2);
    assertThat(Scores.counts(sum(HELD_OUT, Examples.none(1), one))).containsExactly(3, 2, 2);
  }

  @Test
  void nothingDecidesWhereNobodyHoldsOutAnything() {
    assertThat(Scores.counts(sum(Examples.none(1), Examples.none(1)))).isEmpty();
    Examples wrong =
        new Examples(new float[] {-1}, new int[] {0}, 1); // right by the second, and by a tie
    assertThat(Scores.counts(sum(wrong))).containsExactly(0, 1, 1);
  }

  @Test
  void broadcastOfAnotherNumberOfCandidatesIsRefused() {
    float[] two = Scores.broadcast(CANDIDATES.subList(0, 2));
    for (NamedVectors wrong : List.of(broadcast(two), broadcast(new float[13]))) {
      LocalInput input = Inputs.of(MODEL, CANDIDATES.get(0), wrong, TRAIN, HELD_OUT);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Scores(3).perform(input))
          .withMessage(
              "broadcast: candidates has %d values (expected: 12, 4 for each of 3 candidates)",
              wrong.get(Scores.CANDIDATES).length);
    }
    LocalInput none = Inputs.of(MODEL, CANDIDATES.get(0), NamedVectors.NONE, TRAIN, HELD_OUT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scores(3).perform(none))
        .withMessageContaining("no candidates");
  }

  @Test
  void noCandidatesAndTooManyAreRefused() {
    for (int candidates : new int[] {-1, 0, Scores.MOST + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Scores(candidates))
          .withMessage("scores: %d candidates (expected: 1 to 64)", candidates);
    }
  }

  @Test
  void clientsCountAlikeHoweverManyExamplesTheyTrainOn() {
    Scores work = new Scores(2);
    assertThat(work.weighting(new Weighting.Examples(), 5, true))
        .isEqualTo(new Weighting.Uniform());
    assertThat(work.everybody()).isTrue();
    assertThat(work.computesLoss()).isFalse();
  }
}
