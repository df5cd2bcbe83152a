package dev.headwater.learning.tasks;

import dev.headwater.learning.sums.FixedPoint;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's view of one round.
 *
 * @param train the task sent to the clients
 * @param cohort names of the sampled clients, sorted
 * @param population number of clients that could have been sampled, at least the size of the cohort
 * @param counted by client, the last round in which it was counted, if clients keep memory
 * @param masking how the contributions are masked, null for none
 * @param topUp whether other clients may replace members that do not answer: false if the guarantee
 *     depends on how the cohort was drawn, and under masks
 * @param capped number of clients of the population that count less than their num_examples,
 *     because these are too far above the median
 */
public record RoundTask(
    TrainTask train,
    List<String> cohort,
    int population,
    SortedMap<String, Integer> counted,
    @Nullable Masking masking,
    boolean topUp,
    int capped) {

  /**
   * The coordinator's view of one round; the collections are copied.
   *
   * @param train the task sent to the clients
   * @param cohort names of the sampled clients, sorted
   * @param population number of clients that could have been sampled
   * @param counted by client, the 1-based round in which it was last counted; empty if clients keep
   *     no memory
   * @param masking null for none
   * @param topUp whether other clients may replace members that do not answer
   * @param capped at least 0
   */
  public RoundTask {
    cohort = List.copyOf(cohort);
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
  }

  /**
   * A round in which nobody is capped by the median.
   *
   * @param train the task sent to the clients
   * @param cohort names of the sampled clients, sorted
   * @param population number of clients that could have been sampled
   * @param counted by client, the 1-based round in which it was last counted
   * @param masking null for none
   * @param topUp whether other clients may replace members that do not answer
   */
  public RoundTask(
      TrainTask train,
      List<String> cohort,
      int population,
      SortedMap<String, Integer> counted,
      @Nullable Masking masking,
      boolean topUp) {
    this(train, cohort, population, counted, masking, topUp, 0);
  }

  /**
   * {@return the round of the memory that a client continues from, 0 if it starts without memory}
   *
   * @param client the client's name
   */
  public int memoryOf(String client) {
    return counted.getOrDefault(client, 0);
  }

  /**
   * An unmasked round of a whole population, which may ask other clients in place of those that do
   * not answer.
   *
   * @param train the task sent to the clients
   * @param cohort names of all clients, sorted
   */
  public RoundTask(TrainTask train, List<String> cohort) {
    this(train, cohort, cohort.size(), new TreeMap<>(), null, true);
  }

  /** {@return the round, 1-based} */
  public int round() {
    return train.round();
  }

  /** {@return the fixed-point grid of the first vector's sum} */
  public FixedPoint grid() {
    return train.grid();
  }

  /**
   * {@return the same round for another cohort, of the same population}
   *
   * @param others names of its clients, sorted; may be empty
   */
  public RoundTask among(List<String> others) {
    return new RoundTask(train, others, population, counted, masking, topUp, capped);
  }
}
