package dev.headwater.coordinator.rounds.submissions;

import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Clients that sent the same statistics in a round, which are a function of their pictures alone:
 * most often two nodes that were started with one folder. Sums of gradients never are the same,
 * because every client shuffles in its own way. Safe for concurrent use.
 */
public final class Twins {
  private record Answer(int numExamples, int values) {}

  private final Map<Answer, String> first = new ConcurrentHashMap<>();

  /** A sentence if another client has sent the same as this accepted answer; null if none has. */
  public @Nullable String sentence(Contribution accepted) {
    int values = 1;
    for (Values vector : accepted.vectors()) {
      values = 31 * values + hash(vector);
    }
    String other = first.putIfAbsent(new Answer(accepted.numExamples(), values), accepted.client());
    return other == null || other.equals(accepted.client())
        ? null
        : "clients %s and %s sent the same sums: they seem to hold the same pictures (expected: pictures of its own for each; these count twice, and what one keeps for the test the other learns)"
            .formatted(other, accepted.client());
  }

  private static int hash(Values vector) {
    return vector instanceof Values.Integers integers
        ? Arrays.hashCode(integers.units())
        : Arrays.hashCode(((Values.Reals) vector).values());
  }
}
