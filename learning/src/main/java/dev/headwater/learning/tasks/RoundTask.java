package dev.headwater.learning.tasks;

import dev.headwater.learning.sums.FixedPoint;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One round as the coordinator sees it.
 *
 * @param train what the clients get
 * @param cohort names of the clients that are asked, sorted
 * @param population how many clients could have been asked, at least as many
 * @param counted by client, the last round in which it was counted, where clients keep memory
 * @param masking how the contributions are masked, null where they come in the open
 * @param topUp whether others may be asked in place of members that do not answer: not where the
 *     guarantee rests on how the cohort was drawn, nor under masks
 */
public record RoundTask(
    TrainTask train,
    List<String> cohort,
    int population,
    SortedMap<String, Integer> counted,
    @Nullable Masking masking,
    boolean topUp) {

  /** Copies the cohort. */
  public RoundTask {
    cohort = List.copyOf(cohort);
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
  }

  /** The round of the memory that a client goes on from, 0 where it starts without any. */
  public int memoryOf(String client) {
    return counted.getOrDefault(client, 0);
  }

  /**
   * A round in the open, of a population that is asked as a whole, that may ask others in place of
   * those that do not answer.
   */
  public RoundTask(TrainTask train, List<String> cohort) {
    this(train, cohort, cohort.size(), new TreeMap<>(), null, true);
  }

  /** 1-based. */
  public int round() {
    return train.round();
  }

  /** The fixed-point grid of the round's sum. */
  public FixedPoint grid() {
    return train.grid();
  }

  /** The same round for another cohort. */
  public RoundTask among(List<String> others) {
    return new RoundTask(train, others, population, counted, masking, topUp);
  }
}
