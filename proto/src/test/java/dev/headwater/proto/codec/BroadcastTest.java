package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.Scores;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Train;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a task sends beside the parameters, and what it may ask of a work. */
class BroadcastTest {
  private static @Nullable Work assembled(List<Assignment> messages) {
    var assembly = new WorkAssembly("run-7");
    Work work = null;
    for (Assignment message : messages) {
      work = assembly.add(message);
    }
    return work;
  }

  private static List<Assignment> messages(TrainTask task) {
    return WorkCodec.encode(new Work.Train(task));
  }

  /** Reads the announcement of {@code task} after a change. */
  private static void read(TrainTask task, Consumer<Train.Builder> change) {
    Train.Builder train = messages(task).get(0).getTrain().toBuilder();
    change.accept(train);
    new WorkAssembly("run-7").add(Assignment.newBuilder().setTrain(train).build());
  }

  private static TrainTask with(TrainTask task, NamedVectors broadcast, Protection protection) {
    return new TrainTask(
        task.round(),
        task.seed(),
        task.model(),
        task.parameters(),
        broadcast,
        task.work(),
        protection,
        task.schema());
  }

  @Test
  void vectorsOfOtherLengthsComeBackAsTheyWere() {
    for (TrainTask task : List.of(Golden.scaled(), Golden.scores(), Golden.controlled())) {
      assertThat(assembled(messages(task))).isEqualTo(new Work.Train(task));
    }
  }

  @Test
  void onlyLengthsOtherThanTheModelsAreSaid() {
    assertThat(messages(Golden.controlled()).get(0).getTrain().getBroadcast(0).getLength())
        .isZero();
    assertThat(messages(Golden.scaled()).get(0).getTrain().getBroadcast(0).getLength())
        .isEqualTo(3);
    assertThat(messages(Golden.scores()).get(0).getTrain().getBroadcast(0).getLength())
        .isEqualTo(2 * 8);
  }

  @Test
  void asManyCandidatesAsThereMayBeFitAndOneValueMoreDoesNot() {
    Scores most = new Scores(Scores.MOST);
    List<Parameters> candidates =
        Stream.generate(Golden::parameters).limit(most.candidates()).toList();
    NamedVectors all = NamedVectors.owning(java.util.Map.of("x", Scores.broadcast(candidates)));
    TrainTask task = with(Golden.scaled(), all, Protection.NONE);
    assertThat(assembled(messages(task))).isEqualTo(new Work.Train(task));
    for (int length : new int[] {64 * 8 + 1, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read(Golden.scaled(), t -> t.getBroadcastBuilder(0).setLength(length)))
          .withMessage(
              "broadcast: feature-mean of %s values (expected: at most 512, 64 times the model's and no more than one vector may have)",
              Integer.toUnsignedString(length));
    }
  }

  @Test
  void lengthThatTheVectorDoesNotHaveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Golden.scaled(), t -> t.getBroadcastBuilder(0).setLength(4)))
        .withMessageStartingWith("layout hash:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Golden.scaled(), t -> t.getBroadcastBuilder(0).clearLength()))
        .withMessageStartingWith("layout hash:");
  }

  /** The task is read as it is; the work on it is refused before anything of it leaves. */
  @Test
  void halfAScalingAndOneOfAnotherWidthAreRefusedInWordsBeforeAnyWork() {
    NamedVectors half = NamedVectors.owning(java.util.Map.of(Scaling.MEAN, new float[] {1, 2, 3}));
    NamedVectors narrow =
        NamedVectors.owning(new Scaling(new float[] {1, 2}, new float[] {1, 1}).broadcast());
    refusedAtWork(
        half, "standardise: feature-mean without feature-scale (expected: both, or neither)");
    refusedAtWork(narrow, "standardise: 2 features (expected: 3, as the examples have)");
  }

  private static void refusedAtWork(NamedVectors broadcast, String words) {
    Work work = assembled(messages(with(Golden.scaled(), broadcast, Protection.NONE)));
    TrainTask task = ((Work.Train) Objects.requireNonNull(work)).task();
    Examples examples = new Examples(new float[] {1, 2, 3}, new int[] {1}, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClientRound.perform("ann", examples, Examples.none(3), task, NamedVectors.NONE))
        .withMessage(words);
  }

  @Test
  void noCandidatesAndTooManyAreRefused() {
    for (int candidates : new int[] {0, 65, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  read(
                      Golden.scores(),
                      t -> t.getWorkBuilder().getScoresBuilder().setCandidates(candidates)))
          .withMessage("scores: %d candidates (expected: 1 to 64)", candidates);
    }
  }

  static Stream<TrainTask> uploadsThatNoNoiseCovers() {
    return Stream.of(Golden.controlled(), Golden.moments(), Golden.scores());
  }

  @ParameterizedTest
  @MethodSource("uploadsThatNoNoiseCovers")
  void protectionThatWouldLeaveAPartOfTheUploadOpenIsRefused(TrainTask task) {
    var uniform = new Weighting.Uniform();
    var noise = new ClientPrivacy(1, ClientPrivacy.NoisePlace.LOCAL, 100, false);
    var client = new Protection(uniform, noise, null, true);
    var example = new Protection(uniform, null, new ExamplePrivacy(1, 100), true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assembled(messages(with(task, task.broadcast(), client))))
        .withMessageStartingWith("protection: clipping, for " + task.work().name());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assembled(messages(with(task, task.broadcast(), example))))
        .withMessageStartingWith("protection: of single pictures, for " + task.work().name());
  }

  @Test
  void statisticsAndScoresThatWouldBeClippedAreRefusedAlsoWithoutAPromise() {
    Protection clipped = Protection.NONE.clippedTo(1.0);
    for (TrainTask task : List.of(Golden.moments(), Golden.scores())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> assembled(messages(with(task, task.broadcast(), clipped))))
          .withMessageStartingWith("protection: clipping, for " + task.work().name());
    }
    TrainTask sgd = with(Golden.scaled(), Golden.scaled().broadcast(), clipped);
    assertThat(assembled(messages(sgd))).isEqualTo(new Work.Train(sgd));
  }

  @Test
  void integersAndTheirGridFollowFromTheWork() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                read(
                    Golden.scores(),
                    t -> t.getSchemaBuilder().getVectorsBuilder(0).setIntegers(false)))
        .withMessageContaining("correct as real numbers of 16 fraction bits");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                read(
                    Golden.scores(),
                    t ->
                        t.getSchemaBuilder()
                            .getVectorsBuilder(0)
                            .getGridBuilder()
                            .setFractionBits(17)))
        .withMessageContaining("correct as integers of 17 fraction bits");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                read(
                    Golden.scaled(),
                    t ->
                        t.getWorkBuilder()
                            .setGradientSum(dev.headwater.v1.GradientSum.newBuilder())))
        .withMessageContaining("vectors [delta] (expected: [gradient]");
  }
}
