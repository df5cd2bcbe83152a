package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.proto.codec.SubmissionCodec;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the coordinator makes of scores, those of personal heads included. */
class EvaluationRoundTest {
  private static final LinearModel MODEL = new LinearModel(2, 1);
  private static final Evaluation GLOBAL = new Evaluation(1.5, List.of(1L, 0L), List.of(2L, 1L));
  private static final Evaluation OWN = new Evaluation(0.5, List.of(2L, 1L), List.of(2L, 1L));

  private static EvaluationRound round(boolean personal) {
    var counted = new TreeMap<>(Map.of("ann", 3));
    var task = new ScoringTask(3, MODEL, Parameters.zeros(MODEL.layout()), personal, counted);
    return new EvaluationRound(task, Map.of("ann", 3, "bob", 3));
  }

  private static Submission scores(String client, @Nullable Evaluation personal) {
    return SubmissionCodec.encode(GLOBAL, personal, 3, client, "run", ByteString.EMPTY);
  }

  private static String refusal(EvaluationRound round, Submission message) {
    Receipt receipt = round.submit(message);
    assertThat(receipt).isInstanceOf(Receipt.Refused.class);
    return ((Receipt.Refused) receipt).reason();
  }

  @Test
  void personalScoresStandBesideTheGlobalOnes() {
    EvaluationRound round = round(true);
    assertThat(round.submit(scores("ann", OWN))).isEqualTo(new Receipt.Accepted());
    assertThat(round.submit(scores("bob", null))).isEqualTo(new Receipt.Accepted());
    assertThat(round.complete()).isTrue();
    ClientScores found = round.close();
    assertThat(found.global()).isEqualTo(Map.of("ann", GLOBAL, "bob", GLOBAL));
    assertThat(found.personal()).isEqualTo(Map.of("ann", OWN));
  }

  @Test
  void personalScoresThatNobodyAskedForAreRefused() {
    assertThat(refusal(round(false), scores("ann", OWN)))
        .isEqualTo("evaluation: scores of a personal head (expected: none from ann in round 3)");
    assertThat(refusal(round(true), scores("bob", OWN))).contains("none from bob in round 3");
  }

  @Test
  void personalScoresOfOtherExamplesAreRefusedAndNothingOfThemIsKept() {
    EvaluationRound round = round(true);
    Evaluation fewer = new Evaluation(0.5, List.of(1L, 0L), List.of(1L, 0L));
    assertThat(refusal(round, scores("ann", fewer)))
        .isEqualTo("evaluation: 1 examples (expected: 3, as at enrolment)");
    assertThat(round.close()).isEqualTo(ClientScores.NONE);
  }
}
