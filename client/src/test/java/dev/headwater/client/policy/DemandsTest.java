package dev.headwater.client.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
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
import dev.headwater.learning.work.Sgd;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggSetup;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static Demands masked(Masks masks) {
    return new Demands(masks, 0, 0, Limits.NONE);
  }

  private static Demands noisy(double client, double example) {
    return new Demands(null, client, example, Limits.NONE);
  }

  private static Demands limited(Limits limits) {
    return new Demands(null, 0, 0, limits);
  }

  @Test
  void nodeWithoutDemandsDoesAsItIsAsked() {
    assertThat(Demands.NONE.unmet(train(null, null, false, null), 4)).isNull();
    assertThat(Demands.NONE.unmet(new Work.Evaluate(1, new LinearModel(2, 2), HEAD), 4)).isNull();
  }

  @Test
  void openRoundsAndSumsOverTooFewAreRefusedWhereMasksAreDemanded() {
    Demands masks = masked(new Masks(5, 1, 2));
    assertThat(masks.unmet(train(null, null, true, null), 4)).contains("in the open");
    assertThat(masks.unmet(train(null, null, true, MASKS), 4)).contains("sums over only 4");
    assertThat(masked(new Masks(4, 1, 2)).unmet(train(null, null, true, MASKS), 4)).isNull();
  }

  @Test
  void noiseOfTheCoordinatorDoesNotCount() {
    Demands two = noisy(2, 0);
    assertThat(two.unmet(train(noise(NoisePlace.NONE, 0), null, true, null), 4))
        .contains("noise multiplier 0.0 for a client");
    assertThat(two.unmet(train(noise(NoisePlace.LOCAL, 0.9), null, true, null), 4))
        .contains("1.8 for a client");
    assertThat(two.unmet(train(noise(NoisePlace.LOCAL, 1), null, true, null), 4)).isNull();
  }

  @Test
  void noiseUnderTheMaskCountsForTheFewestSurvivorsButAColluder() {
    Demands two = noisy(2, 0);
    assertThat(two.unmet(train(noise(NoisePlace.MASKED, 0.6), null, true, MASKS), 4)).isNull();
    assertThat(two.unmet(train(noise(NoisePlace.MASKED, 0.5), null, true, MASKS), 4))
        .contains("1.73"); // of 2.0 if nobody colluded
    assertThat(two.unmet(train(noise(NoisePlace.MASKED, 0.5), null, true, null), 4))
        .contains("0.0 for a client");
  }

  @Test
  void seededNoiseAndUnnoisedScoresAreRefusedWhereNoiseIsDemanded() {
    Demands two = noisy(2, 0);
    assertThat(two.unmet(train(noise(NoisePlace.LOCAL, 1), null, false, null), 4))
        .contains("seeded noise hides nothing");
    assertThat(two.unmet(new Work.Evaluate(3, new LinearModel(2, 2), HEAD), 4))
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
    assertThat(noisy(1, 0).unmet(lying(work, client), 4))
        .startsWith("round 1: " + words)
        .contains("(expected: none; ");
    assertThat(noisy(0, 1).unmet(lying(work, example), 4)).startsWith("round 1: " + words);
    assertThat(Demands.NONE.unmet(lying(work, Protection.NONE), 4)).isNull();
    assertThat(Demands.MASKED.unmet(lying(work, Protection.NONE), 4)).contains("asked for");
  }

  static List<Arguments> worksThatNothingNoises() {
    return List.of(
        Arguments.of(new Scores(3), "scores on this node's pictures"),
        Arguments.of(new Moments(), "sums over this node's pictures (moments)"),
        Arguments.of(new ClassSums(), "sums over this node's pictures (class-sums)"),
        Arguments.of(new FeatureMoments(), "sums over this node's pictures (feature-moments)"),
        Arguments.of(new GradientSum(), "sums over this node's pictures (gradient-sum)"));
  }

  private static Work compressed(String compression) {
    Work.Train plain = (Work.Train) train(noise(NoisePlace.LOCAL, 25), null, true, null);
    TrainTask task = plain.task();
    SumSchema.Vector vector = task.schema().vectors().get(0);
    return new Work.Train(
        new TrainTask(
            task.round(),
            task.seed(),
            task.model(),
            task.parameters(),
            task.broadcast(),
            task.work(),
            task.protection(),
            SumSchema.of(
                List.of(
                    new SumSchema.Vector(
                        vector.name(),
                        vector.layout(),
                        false,
                        vector.grid(),
                        Compressions.CHOICES.parse(compression))),
                List.of())),
        null);
  }

  @Test
  void valuesThatThePicturesChooseAreRefusedWhereNoiseIsDemanded() {
    assertThat(noisy(1, 0).unmet(compressed("top-k:0.5"), 4))
        .startsWith("round 1: the values that change most are asked for (top-k:0.5) (expected: ")
        .contains("which values these are depends on the pictures");
    assertThat(noisy(0, 1).unmet(compressed("top-k:0.5"), 4)).contains("top-k:0.5");
    assertThat(noisy(0, 1).unmet(compressed("top-k:0.5,no-feedback"), 4))
        .contains("(top-k:0.5,no-feedback) (expected: ");
    assertThat(noisy(1, 0).unmet(compressed("int8"), 4)).isNull();
    assertThat(Demands.NONE.unmet(compressed("top-k:0.5"), 4)).isNull();
  }

  @Test
  void weightsThatTellTheNumberOfPicturesAreRefusedWhereClientNoiseIsDemanded() {
    LocalWork sgd = ((Work.Train) train(null, null, true, null)).task().work();
    var capped = new Protection(new Weighting.Capped(50), noise(NoisePlace.LOCAL, 25), null, true);
    assertThat(noisy(1, 0).unmet(lying(sgd, capped), 4)).contains("uniform weights");
  }

  /** The norm is the coordinator's to choose: flags would find the delta's length by halves. */
  @Test
  void flagsThatNothingNoisesAreRefusedWhereClientNoiseIsDemanded() {
    LocalWork sgd = ((Work.Train) train(null, null, true, null)).task().work();
    var flagged =
        new Protection(
            new Weighting.Uniform(), new ClientPrivacy(0.5, NoisePlace.LOCAL, 5, true), null, true);
    assertThat(noisy(1, 0).unmet(lying(sgd, flagged), 4))
        .contains("whether this node's delta was within the norm is asked for");
  }

  @Test
  void exampleNoiseIsThatOfLocalTraining() {
    Demands one = noisy(0, 1);
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 1), true, null), 4)).isNull();
    // Of users: one picture more may turn its user's clipped sum around.
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 2, true), true, null), 4)).isNull();
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 1.9, true), true, null), 4))
        .contains("noise multiplier 0.95 for a picture");
    assertThat(one.unmet(train(null, new ExamplePrivacy(1, 0.9), true, null), 4))
        .contains("0.9 for a picture");
  }

  /** A crafted head reads a feature of a held-out picture out of its own score. */
  @Test
  void headsOfOthersAreScoredByNobodyWhoDemandsAnything() {
    Work evaluation = new Work.Evaluate(3, new LinearModel(2, 2), HEAD);
    for (Demands demands :
        List.of(
            Demands.MASKED,
            noisy(1, 0),
            noisy(0, 1),
            limited(new Limits(1, 0, 0, new TreeSet<>(), null)))) {
      assertThat(demands.unmet(evaluation, 4))
          .contains("scores on this node's pictures are asked for (expected: none");
    }
    Work.Train open = (Work.Train) lying(new Scores(3), Protection.NONE);
    assertThat(limited(new Limits(0, 5, 0, new TreeSet<>(), null)).unmet(open, 4))
        .contains("scores on this node's pictures");
    Work masked = new Work.Train(open.task(), MASKS);
    assertThat(Demands.MASKED.unmet(masked, 4)).as("a sum over the others, too").isNull();
  }

  /**
   * 10 enrolled, sums of 8: a coordinator that chose 2 neighbours and threshold 2 needed one
   * colluder to read a victim's input.
   */
  @Test
  void fewNeighboursAndLowThresholdsAreRefusedWhereOneColludes() {
    Demands eight = masked(new Masks(8, 1, 2));
    assertThat(
            eight.unmet(train(null, null, true, new SecAggSetup("run", 1, 64, 9, 10, 2, 2, 8)), 4))
        .contains("masks with only 2 of 9 other clients (expected: at least 9");
    assertThat(
            eight.unmet(train(null, null, true, new SecAggSetup("run", 1, 64, 9, 9, 8, 5, 8)), 4))
        .contains("5 of 9 holders open a secret (expected: at least 6, so that 1 colluding");
    assertThat(
            eight.unmet(
                train(null, null, true, SecAggSetup.plan("run", 1, 64, 9, 9, 0, 0.1, 8)), 4))
        .isNull();
    assertThat(
            masked(new Masks(8, 0, 2))
                .unmet(train(null, null, true, new SecAggSetup("run", 1, 64, 9, 9, 8, 5, 8)), 4))
        .isNull();
    assertThat(
            eight.unmet(train(null, null, true, new SecAggSetup("run", 1, 64, 9, 100, 4, 4, 8)), 4))
        .contains("masks with only 4 of 99 other clients (expected: at least 16");
    assertThat(
            eight.unmet(
                train(null, null, true, SecAggSetup.plan("run", 1, 64, 9, 100, 0.1, 0.1, 8)), 4))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 8, 10, 31, 32, 33, 100, 400})
  void usualPlanOfAnHonestCoordinatorMeetsTheUsualDemands(int cohort) {
    SecAggSetup usual =
        SecAggSetup.plan("run", 1, 64, 9, cohort, 0.1, 0.1, Math.max(3, (cohort + 1) / 2));
    assertThat(Demands.MASKED.unmet(train(null, null, true, usual), 4)).isNull();
  }

  @Test
  void weightsStepsAndWorksBeyondTheLimitsAreRefused() {
    Limits limits = new Limits(10, 40, 0, new TreeSet<>(Set.of("sgd")), null);
    LocalWork sgd = ((Work.Train) train(null, null, true, null)).task().work();
    var heavy = new Protection(new Weighting.Capped(1000), null, null, true);
    assertThat(limited(limits).unmet(lying(sgd, heavy), 500))
        .contains("a contribution of weight 500 (expected: at most 10");
    assertThat(limited(limits).unmet(lying(sgd, heavy), 9)).isNull();
    var epochs = new Sgd(new Hyperparameters(100_000, 1, 0.1, 0, 0, 0), Sgd.Form.PLAIN, 0);
    assertThat(noisy(0, 1).unmet(lying(epochs, heavy), 9)).as("no limit").contains("for a picture");
    assertThat(new Demands(null, 0, 1, Limits.NONE.usualSteps()).unmet(lying(epochs, heavy), 9))
        .contains("900,000 steps of local training (expected: at most 10,000");
    assertThat(limited(limits).unmet(lying(new Moments(), heavy), 9))
        .contains("the work moments is asked for (expected: one of [sgd]");
  }

  @Test
  void impossibleDemandsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Masks(2, 1, 2))
        .withMessageContaining(
            "min-survivors: 2 (expected: at least 3: this node, another honest one");
    assertThatIllegalArgumentException().isThrownBy(() -> new Masks(3, -1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> noisy(-1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(-1, 0, 0, new TreeSet<>(), null));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits.Budget(1, 1));
  }
}
