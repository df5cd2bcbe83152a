package dev.headwater.spark.executors;

import dev.headwater.learning.aggregation.PartialSums;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.tasks.Aggregate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one partition gives to a round, in plain values: its exact sums, or its single updates in
 * the bytes in which nodes submit them.
 *
 * @param units {@code [vectors][length]} summed integers; empty without sums
 * @param weights {@code [vectors]} total weight of each sum
 * @param slots {@code [slots]} summed units
 * @param counted names of those in the sums
 * @param numExamples of each of them
 * @param refused names of those who are not
 * @param reasons why each of them is not
 * @param updates encoded contributions, if the driver wants each of them
 * @param memories what those who did the work would remember, if they keep memory
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Part(
    long[][] units,
    double[] weights,
    long[] slots,
    String[] counted,
    int[] numExamples,
    String[] refused,
    String[] reasons,
    byte[][] updates,
    Memories memories)
    implements Serializable {
  private static final long serialVersionUID = 1;

  private static final PartialSums NOTHING =
      new PartialSums(List.of(), new long[0], new TreeMap<>(), List.of());

  /** That of a partition of which nobody is asked. */
  static final Part NONE = of(NOTHING, Memories.NONE);

  static Part of(PartialSums sums, Memories memories) {
    return of(sums, new byte[0][], memories);
  }

  static Part of(List<byte[]> updates, List<Aggregate.Refusal> refusals, Memories memories) {
    return of(
        new PartialSums(List.of(), new long[0], new TreeMap<>(), refusals),
        updates.toArray(byte[][]::new),
        memories);
  }

  private static Part of(PartialSums sums, byte[][] updates, Memories memories) {
    return new Part(
        sums.totals().stream().map(ExactSum.Total::units).toArray(long[][]::new),
        sums.totals().stream().mapToDouble(ExactSum.Total::totalWeight).toArray(),
        sums.slots(),
        sums.counted().keySet().toArray(String[]::new),
        sums.counted().values().stream().mapToInt(Integer::intValue).toArray(),
        sums.refusals().stream().map(Aggregate.Refusal::client).toArray(String[]::new),
        sums.refusals().stream().map(Aggregate.Refusal::reason).toArray(String[]::new),
        updates,
        memories);
  }

  /** Contributions that are not in the sums, and why. */
  public List<Aggregate.Refusal> refusals() {
    List<Aggregate.Refusal> all = new ArrayList<>();
    for (int i = 0; i < refused.length; i++) {
      all.add(new Aggregate.Refusal(refused[i], reasons[i]));
    }
    return all;
  }

  /** The sums, on the grids of {@code schema}; call it only where there are any. */
  public PartialSums sums(SumSchema schema) {
    List<ExactSum.Total> totals = new ArrayList<>();
    for (int i = 0; i < units.length; i++) {
      totals.add(new ExactSum.Total(schema.vectors().get(i).grid(), units[i], weights[i]));
    }
    SortedMap<String, Integer> examples = new TreeMap<>();
    for (int i = 0; i < counted.length; i++) {
      examples.put(counted[i], numExamples[i]);
    }
    return new PartialSums(totals, slots, examples, refusals());
  }

  /** Whether it has sums: nobody was asked where it has none. */
  public boolean hasSums() {
    return units.length > 0;
  }

  /** The sums of both, without what clients remember. */
  Part plus(Part other, SumSchema schema) {
    if (!hasSums() || !other.hasSums()) {
      return hasSums() ? this : other;
    }
    return of(sums(schema).plus(other.sums(schema)), Memories.NONE);
  }
}
