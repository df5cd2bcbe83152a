package dev.headwater.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static final Head HEAD = new Head(3, 20);

  private static float[] uniform(KeyedRandom random, int length, double from, double to) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (from + (to - from) * random.nextDouble());
    }
    return values;
  }

  private final KeyedRandom random = KeyedRandom.of(5, 1, "", Purpose.PARTITION);
  private final Scaling scaling =
      new Scaling(uniform(random, 20, -1, 1), uniform(random, 20, 0.5, 4));
  private final Parameters head =
      Parameters.owning(HEAD.layout(), uniform(random, HEAD.layout().size(), -0.3, 0.3));
  private final float[] features = uniform(random, 7 * 20, 0, 6);

  /** W x + b in double precision, {@code [examples][classes]}. */
  private static double[][] logits(Parameters head, float[] features) {
    float[] values = head.toArray();
    double[][] all = new double[features.length / 20][3];
    for (int i = 0; i < all.length; i++) {
      for (int c = 0; c < 3; c++) {
        all[i][c] = values[60 + c];
        for (int j = 0; j < 20; j++) {
          all[i][c] += (double) values[20 * c + j] * features[20 * i + j];
        }
      }
    }
    return all;
  }

  private void assertSameLogits(Parameters raw, Parameters standardised, Scaling by) {
    double[][] onRaw = logits(raw, features);
    double[][] onScaled = logits(standardised, scaled(by, features));
    for (int i = 0; i < onRaw.length; i++) {
      assertThat(onRaw[i]).containsExactly(onScaled[i], within(1e-5));
    }
  }

  @Test
  void featureIsShiftedAndThenScaledInFloat32() {
    var by = new Scaling(new float[] {0.1f, -2}, new float[] {3, 0.5f});
    float[] scaled = scaled(by, new float[] {0.7f, 1, 0.1f, -2});
    float rounded = 0.7f - 0.1f; // before the product
    assertThat(scaled).containsExactly(rounded * 3, 1.5f, 0, 0);
  }

  @Test
  void foldedHeadGivesTheLogitsOfTheStandardisedOne() {
    assertSameLogits(scaling.fold(head), head, scaling);
  }

  @Test
  void unfoldedHeadGivesTheLogitsOfTheRawOne() {
    assertSameLogits(head, scaling.unfold(head), scaling);
  }

  @Test
  void foldAndUnfoldAreInverse() {
    for (Parameters back :
        new Parameters[] {scaling.unfold(scaling.fold(head)), scaling.fold(scaling.unfold(head))}) {
      assertThat(back.toArray()).containsExactly(head.toArray(), within(1e-5f));
    }
  }

  @Test
  void featureWithScaleZeroCountsAsItsMean() {
    float[] scale = scaling.scale().clone();
    scale[4] = 0;
    var by = new Scaling(scaling.mean(), scale);
    assertThat(scaled(by, features)[24]).isZero();
    assertSameLogits(by.fold(head), head, by);
    assertThat(by.fold(head).toArray()[4]).isZero();
    Parameters unfolded = by.unfold(head);
    assertThat(unfolded.toArray()[4]).isZero();
    float[] atTheMean = features.clone();
    for (int i = 0; i < 7; i++) {
      atTheMean[20 * i + 4] = scaling.mean()[4];
    }
    double[][] wanted = logits(head, atTheMean);
    double[][] found = logits(unfolded, scaled(by, features));
    for (int i = 0; i < 7; i++) {
      assertThat(found[i]).containsExactly(wanted[i], within(1e-5));
    }
  }

  @Test
  void examplesAreScaledWhereTheBroadcastSaysSoAndOnlyOnceForARun() {
    var examples = new Examples(features, new int[7], 20);
    assertThat(Scaling.apply(NamedVectors.NONE, examples)).isSameAs(examples);
    Examples scaled = Scaling.apply(NamedVectors.owning(scaling.broadcast()), examples);
    assertThat(scaled.matrix()).containsExactly(scaled(scaling, features));
    var again = new Scaling(scaling.mean().clone(), scaling.scale().clone());
    assertThat(Scaling.apply(NamedVectors.owning(again.broadcast()), examples)).isSameAs(scaled);
    float[] other = scaling.mean().clone();
    other[0]++;
    assertThat(examples.scaled(new Scaling(other, scaling.scale())).matrix()[0])
        .isNotEqualTo(scaled.matrix()[0]);
  }

  /** An error for one picture would tell of that picture. */
  @Test
  void aFeatureThatOverflowsIsTheLargestFiniteNumber() {
    var examples = new Examples(new float[] {1, -1, 0.5f, 0}, new int[4], 1);
    assertThat(examples.scaled(new Scaling(new float[1], new float[] {Float.MAX_VALUE})).matrix())
        .containsExactly(Float.MAX_VALUE, -Float.MAX_VALUE, 0.5f * Float.MAX_VALUE, 0);
    assertThat(
            examples.scaled(new Scaling(new float[] {-3}, new float[] {Float.MAX_VALUE})).matrix())
        .containsOnly(Float.MAX_VALUE);
  }

  @Test
  void halfAScalingIsRefused() {
    var examples = new Examples(features, new int[7], 20);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Scaling.apply(
                    NamedVectors.owning(Map.of(Scaling.SCALE, scaling.scale())), examples))
        .withMessage(
            "standardise: feature-scale without feature-mean (expected: both, or neither)");
  }

  @Test
  void otherLengthsAndValuesThatCannotScaleAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scaling(new float[2], new float[3]))
        .withMessageStartingWith("standardise: 2 means and 3 scales");
    for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Scaling(new float[2], new float[] {1, bad}))
          .withMessageStartingWith("standardise: feature 1 has mean 0.0 and scale " + bad);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scaling(new float[] {Float.NaN}, new float[1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Scaling(new float[2], new float[2]).fold(head))
        .withMessage("standardise: 2 features (expected: 20, as the head has)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Examples(features, new int[7], 20)
                    .scaled(new Scaling(new float[2], new float[2])))
        .withMessage("standardise: 2 features (expected: 20, as the examples have)");
  }

  private static float[] scaled(Scaling by, float[] features) {
    float[] own = features.clone();
    by.apply(own, own.length);
    return own;
  }
}
