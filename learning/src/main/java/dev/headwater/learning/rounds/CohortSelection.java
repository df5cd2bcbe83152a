package dev.headwater.learning.rounds;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Uniform sampling without replacement, keyed by identity: every client draws a number from {@code
 * (seed, round, client)} and the smallest numbers take part. Who is chosen depends on who is
 * available, never on the order in which they enrolled.
 */
public final class CohortSelection {
  private CohortSelection() {}

  /** The names of the chosen clients, sorted. */
  public static List<String> select(
      Collection<String> available, CohortSize size, long seed, int round) {
    Map<String, Long> tickets = new HashMap<>();
    for (String client : available) {
      tickets.put(client, KeyedRandom.of(seed, round, client, Purpose.COHORT).nextLong());
    }
    Comparator<Map.Entry<String, Long>> byTicket = Map.Entry.comparingByValue();
    return tickets.entrySet().stream()
        .sorted(byTicket.thenComparing(Map.Entry.comparingByKey()))
        .limit(size.of(tickets.size()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
