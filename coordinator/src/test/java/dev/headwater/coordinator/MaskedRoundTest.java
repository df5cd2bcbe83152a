package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.rounds.CohortSize;
import dev.headwater.learning.rounds.Federation.EvaluateClients;
import dev.headwater.learning.rounds.Lottery;
import dev.headwater.learning.rounds.Masking;
import dev.headwater.learning.rounds.Plan;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.protection.Weighting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masked rounds over sockets end in the bits of open ones. */
class MaskedRoundTest {
  static Plan plan(int rounds, int ringBits, @Nullable Masking masking) {
    Plan open = Sample.plan(rounds, new CohortSize.All());
    return new Plan(
        rounds,
        open.cohort(),
        Lottery.keyed(open.seed()),
        open.hyper(),
        open.learningRate(),
        open.maxDelta(),
        open.seed(),
        new Plan.Summing(new Weighting.Uniform(), ringBits),
        masking);
  }

  private static List<RoundReport> reports(Plan plan, int clients) throws Exception {
    try (var live =
        new LiveRun(
            Sample.config(clients, clients), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      Sample.names(clients).forEach((String name) -> live.launch(name));
      return LiveRun.soon(live.train(plan, EvaluateClients.EVERY_ROUND));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void digestsAreThoseOfTheOpenRounds(int ringBits) throws Exception {
    List<RoundReport> open = reports(plan(3, ringBits, null), 5);
    List<RoundReport> masked = reports(plan(3, ringBits, new Masking(3, 0.2, 0)), 5);
    assertThat(masked).extracting(RoundReport::digest).isEqualTo(
        open.stream().map(RoundReport::digest).toList());
    assertThat(masked).allSatisfy(report -> {
      assertThat(report.aggregate().contributors()).hasSize(5);
      assertThat(report.aggregate().aborted()).isNull();
    });
    System.out.println("up " + masked.get(1).aggregate().bytesUp() + " open " + open.get(1).aggregate().bytesUp());
  }
}
