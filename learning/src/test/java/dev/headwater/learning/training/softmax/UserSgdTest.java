package dev.headwater.learning.training.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All draws are seeded: a test that passes once passes always. */
class UserSgdTest {
  private static final double NO_CLIPPING = 1e6;

  private static float[] train(
      Parameters start, Examples examples, Hyperparameters hyper, double c, double z, long seed) {
    return UserSgd.train(
            start,
            examples,
            hyper,
            new ExamplePrivacy(c, z, true),
            NoiseSource.seeded(seed, 1, "users", Purpose.BATCH),
            NoiseSource.seeded(seed, 1, "users", Purpose.NOISE))
        .delta();
  }

  private static double norm(double[] v) {
    return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
  }

  private static double[] difference(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(j -> (double) a[j] - b[j]).toArray();
  }

  /** Five examples of three users: 0, 2 and 4 of ann, 1 of bob, 3 of eve. */
  private static final List<String> OWNERS = List.of("ann", "bob", "ann", "eve", "ann");

  @Test
  void usersAreCountedInTheOrderOfTheirFirstExample() {
    Examples examples = Clients.realistic(5, 9, 3, 3).ofUsers(OWNERS);

    assertThat(examples.users()).containsExactly(new int[] {0, 2, 4}, new int[] {1}, new int[] {3});
    assertThat(examples.units()).isEqualTo(3);
    assertThat(Clients.realistic(5, 9, 3, 3).units()).isEqualTo(5);
  }

  /** By hand: gradients of each user are summed, clipped once, and divided by the fixed B. */
  @Test
  void aStepIsTheSumOfTheUsersClippedSumsOverTheFixedBatchSize() {
    Examples examples = Clients.realistic(5, 9, 3, 3).ofUsers(OWNERS);
    Parameters start = Clients.start(3, 9, 3);
    double[] w = new double[start.size()];
    Arrays.setAll(w, start::get);
    double c = 4;
    double[] expected = new double[start.size()];
    int clipped = 0;
    for (int[] own : List.of(new int[] {0, 2, 4}, new int[] {1}, new int[] {3})) {
      double[] sum = new double[start.size()];
      for (int i : own) {
        double[] g = DoubleReference.gradient(w, new Head(3, 9), examples, new int[] {i});
        Arrays.setAll(sum, j -> sum[j] + g[j]);
      }
      double factor = Math.min(1, c / norm(sum));
      clipped += factor < 1 ? 1 : 0;
      Arrays.setAll(expected, j -> expected[j] - 0.1 * factor * sum[j] / 20);
    }

    float[] delta = train(start, examples, Clients.sgd(1, 20, 0.1), c, 0, 1);

    assertThat(DoubleReference.relativeError(delta, expected)).isLessThan(1e-5);
    assertThat(clipped).isBetween(1, 2);
  }

  /** The attack: all of one user's pictures pull the same way. */
  @Test
  void aUserWithAThousandPicturesMovesAStepByAtMostTheNorm() {
    Examples few = Clients.realistic(19, 30, 4, 4);
    float[] matrix = Arrays.copyOf(few.matrix(), (19 + 1000) * 30);
    int[] labels = new int[19 + 1000];
    List<String> owners = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i < 19 ? few.label(i) : 2;
      owners.add(i < 19 ? "user " + i % 7 : "mallory");
      if (i >= 19) {
        Arrays.fill(matrix, i * 30, (i + 1) * 30, 5);
      }
    }
    Examples with = new Examples(matrix, labels, 30).ofUsers(owners);
    Examples without = few.ofUsers(owners.subList(0, 19));
    Parameters start = Clients.start(4, 30, 4);
    Hyperparameters hyper = Clients.sgd(1, 32, 1);

    double[] moved =
        difference(
            train(start, with, hyper, 0.7, 1.3, 9), train(start, without, hyper, 0.7, 1.3, 9));

    assertThat(norm(moved)).isCloseTo(0.7 / 32, within(1e-6));
    // By pictures, each of the thousand would have moved it so far.
    float[] pictures =
        DpSgd.train(
                start,
                new Examples(matrix, labels, 30),
                Clients.sgd(1, 2000, 1),
                new ExamplePrivacy(0.7, 0),
                NoiseSource.seeded(9, 1, "users", Purpose.BATCH),
                NoiseSource.seeded(9, 1, "users", Purpose.NOISE))
            .delta();
    float[] others =
        DpSgd.train(
                start,
                few,
                Clients.sgd(1, 2000, 1),
                new ExamplePrivacy(0.7, 0),
                NoiseSource.seeded(9, 1, "users", Purpose.BATCH),
                NoiseSource.seeded(9, 1, "users", Purpose.NOISE))
            .delta();
    assertThat(norm(difference(pictures, others))).isGreaterThan(500 * 0.7 / 2000);
  }

  @Test
  void aGradientThatOverflowsCountsAsZero() {
    float[] matrix = new float[2 * 8];
    Arrays.fill(matrix, 0, 8, 1f);
    Arrays.fill(matrix, 8, 16, 3e38f);
    Examples both = new Examples(matrix, new int[] {0, 1}, 8).ofUsers(List.of("ann", "mallory"));
    Parameters start = Parameters.zeros(new Head(2, 8).layout());

    float[] delta = train(start, both, Clients.sgd(1, 2, 1), 1, 0, 1);

    for (float d : delta) {
      assertThat(Float.isFinite(d)).isTrue();
    }
    assertThat(norm(difference(delta, new float[delta.length]))).isLessThanOrEqualTo(1);
  }

  @Test
  void oneExampleAUserIsDpSgd() {
    Examples examples = Clients.realistic(30, 20, 4, 8);
    List<String> own = IntStream.range(0, 30).mapToObj(i -> "user " + i).toList();
    Parameters start = Clients.start(4, 20, 8);
    Hyperparameters hyper = new Hyperparameters(2, 7, 0.1, 0.9, 0.01, 0);
    float[] pictures =
        DpSgd.train(
                start,
                examples,
                hyper,
                new ExamplePrivacy(1.5, 0.8),
                NoiseSource.seeded(5, 1, "users", Purpose.BATCH),
                NoiseSource.seeded(5, 1, "users", Purpose.NOISE))
            .delta();

    float[] users = train(start, examples.ofUsers(own), hyper, 1.5, 0.8, 5);

    double[] expected = IntStream.range(0, pictures.length).mapToDouble(j -> pictures[j]).toArray();
    assertThat(DoubleReference.relativeError(users, expected)).isLessThan(1e-5);
  }

  @Test
  void noiseOfAStepHasVarianceZTimesCOverB() {
    Examples examples =
        Clients.realistic(16, 2000, 10, 5).ofUsers(Collections.nCopies(16, "one of all"));
    Parameters start = Clients.start(10, 2000, 5);
    double deviation = 0.5 * 1.2 * 0.8 / 16; // rate z C / B
    Hyperparameters hyper = Clients.sgd(1, 16, 0.5);
    double[] noise =
        difference(
            train(start, examples, hyper, 0.8, 1.2, 5), train(start, examples, hyper, 0.8, 0, 5));
    double squares = 0;
    for (double x : noise) {
      squares += x * x / (deviation * deviation) / noise.length;
    }
    assertThat(squares).isCloseTo(1, within(5 * Math.sqrt(2.0 / noise.length)));
  }

  /** At zero, a user of two examples of class 0 in a batch moves that bias by lr / B. */
  @Test
  void batchesHoldEachUserWithTheRate() {
    int users = 500;
    List<String> owners = IntStream.range(0, 2 * users).mapToObj(i -> "user " + i % users).toList();
    Examples examples = new Examples(new float[2 * users], new int[2 * users], 1).ofUsers(owners);
    Parameters start = Parameters.zeros(new Head(2, 1).layout());
    Hyperparameters hyper = Clients.sgd(1, 25, 1e-6);
    double seen = 0;
    int runs = 100;
    for (int seed = 0; seed < runs; seed++) {
      seen += train(start, examples, hyper, NO_CLIPPING, 0, seed)[2] * 25 / 1e-6;
    }
    // Twenty steps of so many decisions with probability 1/20.
    double expected = (double) runs * users;
    assertThat(seen).isCloseTo(expected, within(5 * Math.sqrt(expected * 0.95) + 1e-3 * expected));
  }

  @Test
  void examplesOfUnknownUsersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                train(
                    Clients.start(3, 9, 3),
                    Clients.realistic(5, 9, 3, 3),
                    Clients.sgd(1, 2, 1),
                    1,
                    1,
                    1))
        .withMessageContaining("users: not known");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Clients.realistic(5, 9, 3, 3).ofUsers(List.of("ann")))
        .withMessageContaining("1 users for 5 examples");
  }

  @Test
  void onePictureMayTurnItsUsersSumAround() {
    assertThat(new ExamplePrivacy(1, 2, true).multiplierOfOneExample()).isEqualTo(1);
    assertThat(new ExamplePrivacy(1, 2).multiplierOfOneExample()).isEqualTo(2);
  }
}
