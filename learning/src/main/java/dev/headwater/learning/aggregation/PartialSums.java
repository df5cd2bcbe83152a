package dev.headwater.learning.aggregation;

import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The exact sums over some clients of a round, for engines that gather it in several processes:
 * what {@link Gathering#partial} gives. Integers are added, so every tree of {@link #plus} gives
 * the bits of one {@link Gathering} of all these clients.
 *
 * @param totals the sum of each vector, in the order of the task's schema
 * @param slots {@code [schema.slots()]} summed units
 * @param counted num_examples by name of the clients in the sums
 * @param refusals contributions that are not in the sums, and why
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record PartialSums(
    List<ExactSum.Total> totals,
    long[] slots,
    SortedMap<String, Integer> counted,
    List<Aggregate.Refusal> refusals) {

  /**
   * Sums over some clients; the collections are copied, the array is not.
   *
   * @param totals one for each vector of the schema
   * @param slots {@code [schema.slots()]} units, owned by this value
   * @param counted num_examples by name; may be empty
   * @param refusals may be empty
   */
  public PartialSums {
    totals = List.copyOf(totals);
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
    refusals = List.copyOf(refusals);
  }

  /**
   * {@return the sums over the clients of both}
   *
   * @param other sums over other clients of the same round
   * @throws IllegalArgumentException if a client is in both, or the sums are of other grids or
   *     lengths, or together exceed the total weight of their grid
   */
  public PartialSums plus(PartialSums other) {
    SortedMap<String, Integer> both = new TreeMap<>(counted);
    both.putAll(other.counted);
    if (both.size() != counted.size() + other.counted.size()
        || totals.size() != other.totals.size()
        || slots.length != other.slots.length) {
      throw new IllegalArgumentException(
          "merge: %d vectors of %s and %d vectors of %s (expected: sums over different clients of one round)"
              .formatted(
                  totals.size(), counted.keySet(), other.totals.size(), other.counted.keySet()));
    }
    List<ExactSum.Total> sums = new ArrayList<>();
    for (int i = 0; i < totals.size(); i++) {
      sums.add(totals.get(i).plus(other.totals.get(i)));
    }
    long[] units = slots.clone();
    for (int i = 0; i < units.length; i++) {
      units[i] += other.slots[i];
    }
    List<Aggregate.Refusal> all = new ArrayList<>(refusals);
    other.refusals.stream()
        .limit(Gathering.MAX_REFUSALS_KEPT - Math.min(Gathering.MAX_REFUSALS_KEPT, all.size()))
        .forEach(all::add);
    return new PartialSums(sums, units, both, all);
  }

  /**
   * {@return the aggregate of the round, of which these are all sums; refusals in the order of the
   * clients' names}
   *
   * @param task the round's task
   * @param bytesUp payload bytes from clients to coordinator
   * @param bytesDown payload bytes from coordinator to clients
   */
  public Aggregate aggregate(RoundTask task, long bytesUp, long bytesDown) {
    return SlotSums.aggregate(
        task,
        new Estimate.Sums(totals),
        slots,
        new TreeSet<>(counted.keySet()),
        counted.values().stream().mapToLong(Integer::longValue).sum(),
        refusals.stream().sorted(Comparator.comparing(Aggregate.Refusal::client)).toList(),
        bytesUp,
        bytesDown);
  }
}
