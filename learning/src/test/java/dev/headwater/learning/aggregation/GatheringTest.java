package dev.headwater.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.softmax.Clients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatheringTest {
  private static final Parameters ZEROS = Parameters.zeros(new Head(2, 1).layout());

  private final RoundTask task =
      Tasks.of(5, ZEROS, Clients.sgd(1, 10, 0.1), 100, "ann", "bob", "cyd");
  private final Gathering gathering = new Gathering(task);

  private static Contribution good(String client) {
    return Tasks.contribution(client, 5, 10, 1, 2, 3, 4);
  }

  private void assertRefused(Contribution contribution, String reason) {
    assertThat(gathering.offer(contribution)).isEqualTo(new Receipt.Refused(reason));
    assertThat(gathering.size()).isZero();
    assertThat(gathering.offer(good("ann"))).isEqualTo(new Receipt.Accepted());
    Aggregate aggregate = gathering.close(7, 9);
    assertThat(aggregate.total().mean()).containsExactly(1, 2, 3, 4);
    assertThat(aggregate.refusals())
        .containsExactly(new Aggregate.Refusal(contribution.client(), reason));
  }

  @Test
  void acceptedContributionsAreSummedAndRemembered() {
    assertThat(gathering.missing()).containsExactly("ann", "bob", "cyd");
    assertThat(gathering.offer(good("bob"))).isEqualTo(new Receipt.Accepted());
    assertThat(gathering.offer(Tasks.contribution("ann", 5, 30, 5, 2, 3, 0)))
        .isEqualTo(new Receipt.Accepted());
    assertThat(gathering.missing()).containsExactly("cyd");
    assertThat(gathering.size()).isEqualTo(2);
    Aggregate aggregate = gathering.close(7, 9);
    assertThat(aggregate.round()).isEqualTo(5);
    assertThat(aggregate.total().mean()).containsExactly(4, 2, 3, 1);
    assertThat(aggregate.contributors()).containsExactly("ann", "bob");
    assertThat(aggregate.numExamples()).isEqualTo(40);
    assertThat(aggregate.bytesUp()).isEqualTo(7);
    assertThat(aggregate.bytesDown()).isEqualTo(9);
  }

  @Test
  void trainLossIsWeightedByExamples() {
    assertThat(gathering.offer(new Contribution("ann", 5, 30, 30, new float[4], 1.0, true)))
        .isEqualTo(new Receipt.Accepted());
    assertThat(gathering.offer(new Contribution("bob", 5, 10, 10, new float[4], 3.0, true)))
        .isEqualTo(new Receipt.Accepted());
    assertThat(gathering.close(0, 0).trainLoss()).isEqualTo(1.5);
  }

  @Test
  void sendingTwiceCountsOnceEvenWithOtherNumbers() {
    assertThat(gathering.offer(good("ann"))).isEqualTo(new Receipt.Accepted());
    assertThat(gathering.offer(good("ann"))).isEqualTo(new Receipt.Duplicate());
    assertThat(gathering.offer(Tasks.contribution("ann", 5, 50, 9, 9, 9, 9)))
        .isEqualTo(new Receipt.Duplicate());
    assertThat(gathering.close(0, 0).total().mean()).containsExactly(1, 2, 3, 4);
    assertThat(gathering.offer(good("ann"))).isEqualTo(new Receipt.Duplicate());
  }

  @Test
  void oldRoundsAndClosedRoundsAreLate() {
    assertThat(gathering.offer(Tasks.contribution("ann", 4, 10, 1, 2, 3, 4)))
        .isEqualTo(new Receipt.Late());
    Aggregate aggregate = gathering.close(0, 0);
    assertThat(gathering.offer(good("ann"))).isEqualTo(new Receipt.Late());
    assertThat(aggregate.contributors()).isEmpty();
    assertThat(aggregate.refusals()).isEmpty();
  }

  @Test
  void roundsThatHaveNotBegunAreRefused() {
    assertRefused(Tasks.contribution("ann", 6, 10, 1, 2, 3, 4), "round: 6 (expected: 5)");
  }

  @Test
  void clientsThatWereNotAskedAreRefused() {
    assertRefused(
        good("eve"), "client: eve was not asked in round 5 (expected: a member of the cohort)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void contributionsWithoutExamplesAreRefused(int examples) {
    assertRefused(
        new Contribution("bob", 5, examples, 1, new float[4], 0.5, true),
        "num_examples: %d (expected: at least 1)".formatted(examples));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.1})
  void impossibleLossesAreRefused(double loss) {
    assertRefused(
        new Contribution("bob", 5, 1, 1, new float[4], loss, true),
        "train_loss: %s (expected: a finite number of at least 0)".formatted(loss));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void valuesThatAreNotFiniteAreRefused(float bad) {
    assertRefused(
        new Contribution("bob", 5, 1, 1, new float[] {0, 0, bad, 0}, 0.5, true),
        "value 2: %s (expected: a finite number)".formatted(bad));
  }

  @Test
  void divergedDeltasAreRefused() {
    assertRefused(
        Tasks.contribution("bob", 5, 2, 0, 0, 0, 1025),
        "value 3: 2050.0 (expected: at most 2048.0 in size)");
  }

  @Test
  void wrongLengthsAreRefused() {
    assertRefused(Tasks.contribution("bob", 5, 2, 0, 0, 0), "length: 3 (expected: 4)");
  }

  @Test
  void moreWeightThanThePopulationHasIsRefused() {
    assertRefused(
        Tasks.contribution("bob", 5, 101, 0, 0, 0, 0),
        "weight: 101.0 (expected: above 0, and at most 100.0 in all of which 0.0 is taken)");
  }

  @Test
  void refusedClientMayTryAgain() {
    assertThat(gathering.offer(Tasks.contribution("ann", 5, 2, 0)))
        .isInstanceOf(Receipt.Refused.class);
    assertThat(gathering.refuse("ann", "digest: abc (expected: def)"))
        .isEqualTo(new Receipt.Refused("digest: abc (expected: def)"));
    assertThat(gathering.offer(good("ann"))).isEqualTo(new Receipt.Accepted());
    assertThat(gathering.close(0, 0).refusals()).hasSize(2);
  }

  /** Fails at its second contribution. */
  private static final class Failing implements Accumulator {
    private final RuntimeException failure;
    private int added;

    Failing(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public @Nullable String add(Contribution contribution) {
      if (++added == 2) {
        throw failure;
      }
      return null;
    }

    @Override
    public void merge(Accumulator other) {
      throw new AssertionError("nobody merges");
    }

    @Override
    public Estimate close() {
      throw new AssertionError("a broken accumulator is not closed");
    }
  }

  /** Gives what it was given. */
  private record Giving(Accumulator accumulator) implements Aggregator {
    @Override
    public boolean needsSingleUpdates() {
      return true;
    }

    @Override
    public void requireCohort(int cohort) {}

    @Override
    public Accumulator open(RoundTask task) {
      return accumulator;
    }
  }

  @Test
  void whatAnAggregatorThrowsIsNoClientsFaultAndComesOutAtTheEnd() {
    RuntimeException failure = new IllegalStateException("a defect");
    Gathering broken = new Gathering(task, new Giving(new Failing(failure)));

    assertThat(broken.offer(good("ann"))).isEqualTo(new Receipt.Accepted());
    assertThat(broken.broken()).isFalse();
    assertThat(broken.offer(good("bob"))).isInstanceOf(Receipt.Refused.class);
    assertThat(broken.offer(good("cyd"))).isInstanceOf(Receipt.Refused.class);

    assertThat(broken.broken()).isTrue();
    assertThat(broken.size()).isEqualTo(1);
    assertThatThrownBy(() -> broken.close(7, 9)).isSameAs(failure);
  }

  @Test
  void closesOnce() {
    gathering.close(0, 0);
    assertThatIllegalStateException().isThrownBy(() -> gathering.close(0, 0));
  }

  /** What the aggregate shows must not change when somebody is refused after the close. */
  @Test
  void aggregateIsASnapshot() {
    Aggregate aggregate = gathering.close(0, 0);
    gathering.refuse("bob", "too slow to be decoded");
    assertThat(aggregate.refusals()).isEmpty();
  }

  @Test
  void offersFromManyThreadsGiveTheSumOfOneThread() throws Exception {
    int clients = 64;
    int width = 500;
    String[] names = IntStream.range(0, clients).mapToObj(k -> "c" + k).toArray(String[]::new);
    Parameters zeros = Parameters.zeros(new Head(2, width).layout());
    RoundTask big = Tasks.of(5, zeros, Clients.sgd(1, 1, 0.1), 64_000, names);
    List<Contribution> all = new ArrayList<>();
    for (int k = 0; k < clients; k++) {
      KeyedRandom random = KeyedRandom.of(k, 0, "vectors", Purpose.SHUFFLE);
      float[] delta = new float[zeros.size()];
      for (int j = 0; j < delta.length; j++) {
        delta[j] = (float) random.nextGaussian();
      }
      all.add(Tasks.contribution(names[k], 5, 1 + random.nextInt(1000), delta));
    }
    Gathering sequential = new Gathering(big);
    all.forEach(sequential::offer);
    Gathering concurrent = new Gathering(big);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    long accepted = 0;
    try {
      // Everybody sends three times, as after a broken connection.
      List<Callable<Receipt>> offers = new ArrayList<>();
      for (int repeat = 0; repeat < 3; repeat++) {
        all.forEach(contribution -> offers.add(() -> concurrent.offer(contribution)));
      }
      for (Future<Receipt> receipt : threads.invokeAll(offers)) {
        accepted += receipt.get() instanceof Receipt.Accepted ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }
    Aggregate expected = sequential.close(0, 0);
    Aggregate actual = concurrent.close(0, 0);
    assertThat(accepted).isEqualTo(clients);
    assertThat(actual.total()).isEqualTo(expected.total());
    assertThat(actual.contributors()).isEqualTo(expected.contributors());
    assertThat(actual.trainLoss()).isEqualTo(expected.trainLoss());
  }
}
