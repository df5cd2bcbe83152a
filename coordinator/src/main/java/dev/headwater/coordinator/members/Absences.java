package dev.headwater.coordinator.members;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Clients that stay connected and never answer: after three rounds in a row they are not asked
 * first, so that silent strangers do not stall a run's quorums. They are asked again at every
 * fourth round, and whenever too few others are there. Only for rounds without a promise, whose
 * cohorts nothing else depends on. Used by the run's own thread.
 */
public final class Absences {
  /** Rounds in a row after which a client is not asked first. */
  public static final int PATIENCE = 3;

  private static final int CHANCE = 4;

  private final Map<String, Integer> missed = new HashMap<>();
  private int rounds;

  /** A round is over: those that were asked have answered, but for {@code silent}. */
  public void record(Collection<String> asked, Collection<String> silent) {
    rounds++;
    for (String name : asked) {
      if (silent.contains(name)) {
        missed.merge(name, 1, Integer::sum);
      } else {
        missed.remove(name);
      }
    }
  }

  /** Those to ask first, or all of {@code clients} if fewer than {@code needed} were left. */
  public SortedMap<String, Integer> first(SortedMap<String, Integer> clients, int needed) {
    if (rounds % CHANCE == CHANCE - 1) {
      return clients;
    }
    SortedMap<String, Integer> present = new TreeMap<>(clients);
    present.keySet().removeIf(name -> missed.getOrDefault(name, 0) >= PATIENCE);
    return present.size() >= needed ? present : clients;
  }
}
