package dev.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.client.ledger.Rounds;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import dev.headwater.proto.codec.Work;
import dev.headwater.v1.Submission;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A coordinator that lies sends tasks that go wrong for pictures with one feature above a
 * threshold. Whether the node answers, and with numbers, must not tell: no noise hides that.
 */
class TrainerTest {
  private static Trainer trainer(float secret, boolean steadfast) {
    var mine =
        new LabelledFeatures(
            new float[] {.1f, 1, .2f, 1, .3f, 1, secret, 1},
            List.of("dog", "cat", "dog", "cat"),
            2);
    return new Trainer(
        "ann",
        "run-1",
        new PreparedData(Loopback.DIGEST, mine, LabelledFeatures.none(2), DataIdentity.SIMULATED),
        Loopback.LABELS,
        new InMemory(),
        steadfast,
        Conduct.HONEST);
  }

  private static Work.Train diverging(Protection protection) {
    return new Work.Train(
        Tasks.sgd(
            1,
            7,
            Parameters.owning(new Head(2, 2).layout(), new float[] {3e38f, 0, 0, 0, 0, 0}),
            new Hyperparameters(1, 4, 0.1, 0, 0, 0),
            protection,
            FixedPoint.finest(64, 1024, 3, 10)));
  }

  private static float[] values(List<Submission> answer) {
    FloatBuffer floats =
        answer
            .get(0)
            .getContribution()
            .getPart()
            .getData()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
  }

  private static void finite(float[] values) {
    for (float value : values) {
      assertThat(value).isFinite();
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1.1f, 1.2f})
  void aTrainingThatOverflowsForOnePictureIsAnsweredWithNoiseLikeAnyOther(float secret) {
    finite(values(trainer(secret, true).answer(diverging(Rounds.local(50)))));
  }

  @ParameterizedTest
  @ValueSource(floats = {1.1f, 1.2f})
  void aGradientThatOverflowsForOnePictureIsNoneUnderDpSgd(float secret) {
    Protection dpSgd =
        new Protection(new Weighting.Uniform(), null, new ExamplePrivacy(1, 50), true);
    finite(values(trainer(secret, true).answer(diverging(dpSgd))));
  }

  @ParameterizedTest
  @ValueSource(floats = {1.1f, 1.2f})
  void aScalingThatOverflowsForOnePictureIsAnsweredLikeAnyOther(float secret) {
    TrainTask plain = Rounds.open(1, 0, Rounds.local(50)).task();
    var scaling = new Scaling(new float[] {0, 0}, new float[] {3e38f, 1});
    TrainTask task =
        new TrainTask(
            1,
            7,
            plain.model(),
            plain.parameters(),
            NamedVectors.owning(scaling.broadcast()),
            plain.work(),
            plain.protection(),
            plain.schema());
    finite(values(trainer(secret, true).answer(new Work.Train(task))));
  }

  /** Under plain masks a withdrawal is a bit that no peer hides. */
  @Test
  void whoDemandsNothingIsToldThatItsTrainingHasDivergedAndWhoDemandsMasksAnswersBlank() {
    Work.Train work = diverging(Rounds.uniform());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(1.2f, false).units(work))
        .withMessageContaining("diverged");
    assertThat(trainer(1.2f, true).units(work)).isNotEmpty();
    assertThat(trainer(1.1f, false).units(work)).isNotEmpty();
  }
}
