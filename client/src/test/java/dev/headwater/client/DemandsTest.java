package dev.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.ClassSums;
import dev.headwater.learning.work.FeatureMoments;
import dev.headwater.learning.work.GradientSum;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggSetup;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DemandsTest {
  private static final Parameters HEAD = Parameters.zeros(new Head(2, 2).layout());
  private static final SecAggSetup MASKS = SecAggSetup.plan("run", 1, 64, 9, 6, 0, 0, 4);

  private static Work train(
      @Nullable ClientPrivacy client,
      @Nullable ExamplePrivacy example,
      boolean secure,
      @Nullable SecAggSetup masks) {
    return new Work.Train(
        Tasks.sgd(
            1,
            7,
            HEAD,
            new Hyperparameters(1, 1, 0.1, 0, 0, 0),
            new Protection(new Weighting.Uniform(), client, example, secure),
            FixedPoint.finest(64, 10, 10, 10)),
        masks);
  }

  private static ClientPrivacy noise(NoisePlace place, double deviation) {
    return new ClientPrivacy(0.5, place, deviation, false);
  }

  @Test
  void nodeWithoutDemandsDoesAsItIsAsked() {
    assertThat(Demands.NONE.unmet(train(null, null, false, null))).isNull();
    assertThat(Demands.NONE.unmet(new Work.Evaluate(1, new LinearModel(2, 2), HEAD))).isNull();
  }

  @Test
  void openRoundsAndSumsOverTooFewAreRefusedWhereMasksAreDemanded() {
    Demands masks = new Demands(true, 5, 0, 0);
    assertThat(masks.unmet(train(null, null, true, null))).contains("in the open");
    assertThat(masks.unmet(train(null, null, true, MASKS))).contains("sums over only 4");
    assertThat(new Demands(true, 4, 0, 0).unmet(train(null, null, true, MASKS))).isNull();
  }

  @Test
  void noiseOfTheCoordinatorDoesNotCount() {
    Demands two = new Demands(false, 2, 2, 0);
    assertThat(two.unmet(train(noise(NoisePlace.NONE, 0), null, true, null)))
        .contains("noise multiplier 0.0 for a client");
    assertThat(two.unmet(train(noise(NoisePlace.LOCAL, 0.9), null, true, null)))
        .contains("1.8 for a client");
    assertThat(two.unmet(train(noise(NoisePlace.LOCAL, 1), null, true, null))).isNull();
  }

  @Test
  void noiseUnderTheMaskCountsForTheFewestSurvivorsButAColluder() {
    Demands two = new Demands(false, 2, 2, 0);
    assertThat(two.unmet(train(noise(NoisePlace.MASKED, 0.6), null, true, MASKS))).isNull();
    assertThat(two.unmet(train(noise(NoisePlace.MASKED, 0.5), null, true, MASKS)))
        .contains("1.73"); // of 2.0 if nobody colluded
    assertThat(two.unmet(train(noise(NoisePlace.MASKED, 0.5), null, true, null)))
        .contains("0.0 for a client");
  }

  @Test
  void seededNoiseAndUnnoisedScoresAreRefusedWhereNoiseIsDemanded() {
    Demands two = new Demands(false, 2, 2, 0);
    assertThat(two.unmet(train(noise(NoisePlace.LOCAL, 1), null, false, null)))
        .contains("seeded noise hides nothing");
    assertThat(two.unmet(new Work.Evaluate(3, new LinearModel(2, 2), HEAD)))
        .contains("scores on this node's pictures");
  }

  /** As a coordinator that lies would ask: the task says noise, which this work never draws. */
  private static Work lying(LocalWork work, Protection protection) {
    Work.Train honest = (Work.Train) train(null, null, true, null);
    TrainTask task = honest.task();
    return new Work.Train(
        new TrainTask(
            task.round(),
            task.seed(),
            task.model(),
            task.parameters(),
            task.broadcast(),
            work,
            protection,
            task.schema()),
        null);
  }

  @ParameterizedTest
  @MethodSource("worksThatNothingNoises")
  void worksThatNothingNoisesAreRefusedWhereNoiseIsDemandedWhateverTheTaskSays(
      LocalWork work, String words) {
    var uniform = new Weighting.Uniform();
    var client = new Protection(uniform, noise(NoisePlace.LOCAL, 100), null, true);
    var example = new Protection(uniform, null, new ExamplePrivacy(1, 100), true);
    assertThat(new Demands(false, 2, 1, 0).unmet(lying(work, client)))
        .startsWith("round 1: " + words)
        .contains("nothing would noise them, and noise is required here");
    assertThat(new Demands(false, 2, 0, 1).unmet(lying(work, example)))
        .startsWith("round 1: " + words);
    assertThat(Demands.NONE.unmet(lying(work, Protection.NONE))).isNull();
    assertThat(new Demands(true, 2, 0, 0).unmet(lying(work, Protection.NONE)))
        .contains("in the open");
  }

  static List<Arguments> worksThatNothingNoises() {
    return List.of(
        Arguments.of(new Scores(3), "scores on this node's pictures"),
        Arguments.of(new Moments(), "sums over this node's pictures (moments)"),
        Arguments.of(new ClassSums(), "sums over this node's pictures (class-sums)"),
        Arguments.of(new FeatureMoments(), "sums over this node's pictures (feature-moments)"),
        Arguments.of(new GradientSum(), "sums over this node's pictures (gradient-sum)"));
  }

  @Test
  void largeWeightsDoNotBuyALargerContributionForTheSameNoise() {
    Demands one = new Demands(false, 2, 1, 0);
    var capped = new Weighting.Capped(50);
    var tiny = new Protection(capped, noise(NoisePlace.LOCAL, 0.5), null, true);
    var enough = new Protection(capped, noise(NoisePlace.LOCAL, 25), null, true);
    LocalWork sgd = ((Work.Train) train(null, null, true, null)).task().work();
    assertThat(one.unmet(lying(sgd, tiny))).contains("noise multiplier 0.02 for a client");
    assertThat(one.unmet(lying(sgd, enough))).isNull();
  }

  @Test
  void exampleNoiseIsThatOfLocalTraining() {
    Demands one = new Demands(false, 2, 0, 1);
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 1), true, null))).isNull();
    // Of users: one picture more may turn its user's clipped sum around.
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 2, true), true, null))).isNull();
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 1.9, true), true, null)))
        .contains("noise multiplier 0.95 for a picture");
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 0.9), true, null)))
        .contains("0.9 for a picture");
  }

  @Test
  void impossibleDemandsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Demands(true, 1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Demands(true, 2, -1, 0));
  }
}
