package dev.headwater.learning.partition;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The examples that a client keeps out of training, to score the global parameters on: {@code
 * floor(share * n)} of them, chosen by {@code (seed, client)}, so that a simulated client and a
 * separate process choose the same ones.
 *
 * @param train positions to train on, ascending; never empty
 * @param heldOut positions to score on, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Holdout(int[] train, int[] heldOut) {

  /**
   * {@return the choice for one client: every position in [0, examples) is in exactly one of the
   * arrays}
   *
   * @param examples number of the client's examples, at least 1
   * @param share of the examples that is held out, in [0, 1)
   * @param seed of the run
   * @param client the client's name
   * @throws IllegalArgumentException for a share outside [0, 1) or a client without examples
   */
  public static Holdout of(int examples, double share, long seed, String client) {
    requireShare(share);
    if (examples < 1) {
      throw new IllegalArgumentException(
          "holdout: client %s has no examples (expected: at least 1)".formatted(client));
    }
    int[] order = IntStream.range(0, examples).toArray();
    KeyedRandom.of(seed, 0, client, Purpose.HOLDOUT).shuffle(order);
    // 0.29 * 100 is 28.999999999999996: the share was given in decimals.
    int held = Math.min(examples - 1, (int) (share * examples + 1e-9));
    int[] heldOut = Arrays.copyOf(order, held);
    int[] train = Arrays.copyOfRange(order, held, examples);
    Arrays.sort(heldOut);
    Arrays.sort(train);
    return new Holdout(train, heldOut);
  }

  /**
   * {@return the choice for a client whose users are protected: all examples of a user are in the
   * same array, and {@code floor(share * users)} users are held out}
   *
   * @param users the user of each of the client's examples, at least one
   * @param share of the users that is held out, in [0, 1)
   * @param seed of the run
   * @param client the client's name
   * @throws IllegalArgumentException for a share outside [0, 1) or a client without examples
   */
  public static Holdout byUser(List<String> users, double share, long seed, String client) {
    List<String> names = users.stream().distinct().sorted().toList();
    Set<String> held = new HashSet<>();
    for (int user : of(names.size(), share, seed, client).heldOut()) {
      held.add(names.get(user));
    }
    return new Holdout(
        IntStream.range(0, users.size()).filter(i -> !held.contains(users.get(i))).toArray(),
        IntStream.range(0, users.size()).filter(i -> held.contains(users.get(i))).toArray());
  }

  private static void requireShare(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "holdout: %s (expected: at least 0 and below 1)".formatted(share));
    }
  }
}
