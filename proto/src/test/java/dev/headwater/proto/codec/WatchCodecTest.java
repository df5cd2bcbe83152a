package dev.headwater.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.work.Sgd;
import dev.headwater.v1.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatchCodecTest {
  private static final double NO_BUDGET = Double.POSITIVE_INFINITY;

  private static RoundTask task(
      List<String> cohort, @Nullable ClientPrivacy privacy, @Nullable Masking masking) {
    TrainTask plain = Golden.task();
    var protection = new Protection(new Weighting.Uniform(), privacy, null, true);
    var train =
        Tasks.sgd(
            3, 7, Golden.parameters(), ((Sgd) plain.work()).hyper(), protection, plain.grid());
    return new RoundTask(train, cohort, cohort.size(), new TreeMap<>(), masking, false);
  }

  private static Aggregate aggregate(
      RoundTask task, List<String> counted, List<Aggregate.Refusal> refusals) {
    return new Aggregate(
        3,
        task.train().schema(),
        new Estimate.Sums(List.of(new ExactSum(task.grid(), Golden.LAYOUT.size()).finish())),
        new TreeSet<>(counted),
        40,
        0.5,
        0,
        Map.of(),
        refusals,
        100,
        200,
        null);
  }

  private static RoundReport report(
      RoundTask task, Aggregate aggregate, SortedMap<String, Evaluation> scores) {
    Parameters parameters = Golden.parameters();
    return new RoundReport(
        task,
        aggregate,
        new ServerState(parameters),
        null,
        scores,
        new TreeMap<>(),
        new PrivacySpent(1.5, 1e-5, 1),
        2.5);
  }

  private static Evaluation score(long correct) {
    return new Evaluation(1, List.of(correct, 0L), List.of(10L, 0L));
  }

  private static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("client-%04d".formatted(i));
    }
    return names;
  }

  @Test
  void stragglersAreWhoWasAskedAndNeitherCountedNorRefused() {
    RoundTask task = task(List.of("a", "b", "c", "d"), null, null);
    var refusals = List.of(new Aggregate.Refusal("b", "no"), new Aggregate.Refusal("b", "again"));
    var message =
        WatchCodec.encode(
            report(task, aggregate(task, List.of("a"), refusals), new TreeMap<>()), NO_BUDGET);
    assertThat(message.getStragglersList()).containsExactly("c", "d");
    assertThat(message.getStragglersTotal()).isEqualTo(2);
    assertThat(message.getRefused()).isEqualTo(2);
    assertThat(message.getRefusals(1).getReason()).isEqualTo("again");
    assertThat(message.getPrivacy().getEpsilon()).isEqualTo(1.5);
    assertThat(message.getPrivacy().hasBudget()).isFalse();
    assertThat(message.hasSpread()).isFalse();
    assertThat(message.hasEvalAccuracy()).isFalse();
  }

  @Test
  void namesAndReasonsAreBoundedAndCountsAreNot() {
    RoundTask task = task(names(1000), null, null);
    List<Aggregate.Refusal> refusals = new ArrayList<>();
    for (String name : names(100)) {
      refusals.add(new Aggregate.Refusal(name, "x".repeat(10_000)));
    }
    var message =
        WatchCodec.encode(
            report(task, aggregate(task, List.of(), refusals), new TreeMap<>()), NO_BUDGET);
    assertThat(message.getRefusalsCount()).isEqualTo(WatchCodec.MAX_REFUSALS);
    assertThat(message.getRefused()).isEqualTo(100);
    assertThat(message.getStragglersCount()).isEqualTo(WatchCodec.MAX_STRAGGLERS);
    assertThat(message.getStragglersTotal()).isEqualTo(900);
    assertThat(message.getSerializedSize()).isLessThan(10_000);
  }

  @Test
  void secretCohortIsNeitherNamedNorCounted() {
    var central = new ClientPrivacy(1, ClientPrivacy.NoisePlace.NONE, 0, false);
    RoundTask task = task(List.of("a", "b"), central, null);
    var refusals = List.of(new Aggregate.Refusal("b", "no"));
    var message =
        WatchCodec.encode(
            report(
                task,
                aggregate(task, List.of("a"), refusals),
                new TreeMap<>(Map.of("a", score(2)))),
            4);
    assertThat(message.getSecretCohort()).isTrue();
    assertThat(message.getEvalExamples()).isZero();
    assertThat(message.getCohort() + message.getContributed() + message.getRefused()).isZero();
    assertThat(message.getRefusalsCount() + message.getStragglersCount()).isZero();
    assertThat(message.getBytesUp() + message.getBytesDown() + message.getNumExamples()).isZero();
    assertThat(message.getSeconds()).isZero();
    assertThat(message.getPrivacy().getBudget()).isEqualTo(4);
  }

  @Test
  void cohortIsSecretUnderNoiseOfTheCoordinatorOnly() {
    List<String> cohort = names(3);
    var central = new ClientPrivacy(1, ClientPrivacy.NoisePlace.NONE, 0, false);
    var local = new ClientPrivacy(1, ClientPrivacy.NoisePlace.LOCAL, 1, false);
    var masked = new ClientPrivacy(1, ClientPrivacy.NoisePlace.MASKED, 1, false);
    assertThat(WatchCodec.secretCohort(task(cohort, central, null))).isTrue();
    assertThat(WatchCodec.secretCohort(task(cohort, null, null))).isFalse();
    assertThat(WatchCodec.secretCohort(task(cohort, local, null))).isFalse();
    assertThat(WatchCodec.secretCohort(task(cohort, masked, new Masking(2, 0, 0)))).isFalse();
  }

  @Test
  void spreadIsInterpolatedBetweenClients() {
    SortedMap<String, Evaluation> scores = new TreeMap<>();
    scores.put("a", score(2));
    scores.put("b", score(10));
    scores.put("c", score(4));
    scores.put("d", score(8));
    RoundTask task = task(List.of("a", "b", "c", "d"), null, null);
    var message =
        WatchCodec.encode(report(task, aggregate(task, names(0), List.of()), scores), NO_BUDGET);
    Spread spread = message.getSpread();
    assertThat(spread.getMin()).isEqualTo(0.2);
    assertThat(spread.getLowerQuartile()).isCloseTo(0.35, within());
    assertThat(spread.getMedian()).isCloseTo(0.6, within());
    assertThat(spread.getUpperQuartile()).isCloseTo(0.85, within());
    assertThat(spread.getMax()).isEqualTo(1);
    assertThat(spread.getClients()).isEqualTo(4);
    assertThat(message.getEvalAccuracy()).isCloseTo(0.6, within());
    assertThat(message.getEvalExamples()).isEqualTo(40);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  @Test
  void roundWithoutASumSaysWhy() {
    RoundTask task = task(List.of("a"), null, new Masking(2, 0, 0));
    var aborted = Aggregate.aborted(task, "too few", List.of(), 1, 2);
    var message = WatchCodec.encode(report(task, aborted, new TreeMap<>()), NO_BUDGET);
    assertThat(message.getNoSum()).isEqualTo("too few");
    assertThat(message.getMasked()).isTrue();
    assertThat(message.getStragglersList()).containsExactly("a");
  }
}
