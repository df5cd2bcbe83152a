package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.ClientListener;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masked rounds over sockets end in the bits of open ones. */
class MaskedRoundTest {
  private static List<RoundReport> reports(RunBuilder plan, int clients, int features)
      throws Exception {
    try (var live =
        new LiveRun(Sample.config(clients, clients), Sample.run(features, Sample.LABELS), 2)) {
      var channel = live.channel();
      Sample.names(clients)
          .forEach(name -> live.launch(live.node(name, ClientListener.NONE, channel)));
      return LiveRun.soon(live.train(plan, EvaluateClients.EVERY_ROUND));
    }
  }

  private static void sameBits(List<RoundReport> masked, List<RoundReport> open) {
    assertThat(masked).allSatisfy(report -> assertThat(report.aggregate().aborted()).isNull());
    assertThat(masked)
        .extracting(RoundReport::digest)
        .isEqualTo(open.stream().map(RoundReport::digest).toList());
    assertThat(masked)
        .extracting(report -> report.aggregate().contributors())
        .isEqualTo(open.stream().map(report -> report.aggregate().contributors()).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void digestsAreThoseOfTheOpenRounds(int ringBits) throws Exception {
    sameBits(
        reports(Sample.uniform(3, ringBits, new Masking(3, 0.2, 0)), 5, Sample.FEATURES),
        reports(Sample.uniform(3, ringBits, null), 5, Sample.FEATURES));
  }

  @Test
  void cohortsThatAreDrawnAndWhoseMasksFormASparseGraphToo() throws Exception {
    CohortSize drawn = new CohortSize.Count(60);
    sameBits(
        reports(Sample.uniform(2, 64, new Masking(20, 0.1, 0)).cohort(drawn), 70, Sample.FEATURES),
        reports(Sample.uniform(2, 64, null).cohort(drawn), 70, Sample.FEATURES));
  }

  private static RunBuilder large(int features, @Nullable Masking masking) {
    return Sample.plan(new LinearModel(3, features), 1, new CohortSize.All())
        .summing(new Summing(new Weighting.Uniform(), 64))
        .masking(masking);
  }

  @Test
  void largeInputsTravelInPartsAndAreCountedAsBytes() throws Exception {
    int features = 200_000;
    Masking masking = new Masking(2, 0, 0);
    List<RoundReport> masked = reports(large(features, masking), 3, features);
    sameBits(masked, reports(large(features, null), 3, features));
    long inputs = 3L * Long.BYTES * (3L * features + 3 + SumSchema.USUAL_SLOTS);
    assertThat(masked.get(0).aggregate().bytesUp()).isBetween(inputs, inputs + 20_000);
    long parameters = 3L * Float.BYTES * (3 * features + 3);
    assertThat(masked.get(0).aggregate().bytesDown()).isBetween(parameters, parameters + 20_000);
  }

  @Test
  void clientsThatDivergeStayOutAndNobodyWaitsForThem() throws Exception {
    RunBuilder plan =
        Sample.uniform(2, 32, new Masking(2, 0, 0))
            .hyper(new Hyperparameters(2, 8, 1e30, 0.9, 1e-4, 0.01));
    try (var live =
        new LiveRun(Sample.config(3, 3), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      var out = new Semaphore(0);
      var reports = live.train(plan, EvaluateClients.NEVER);
      for (String name : Sample.names(3)) {
        live.launch(
            live.node(
                name,
                new ClientListener() {
                  @Override
                  public void stayedOut(int round, String reason) {
                    assertThat(reason).contains("the training has diverged");
                    out.release();
                  }
                }));
      }
      live.waitsFor("round 2 begins in 1 s");
      assertThat(out.tryAcquire(6, LiveRun.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(LiveRun.soon(reports))
          .allSatisfy(
              report -> {
                assertThat(report.aggregate().aborted()).isNotNull();
                assertThat(report.parameters()).isEqualTo(report.task().train().parameters());
              });
    }
  }
}
