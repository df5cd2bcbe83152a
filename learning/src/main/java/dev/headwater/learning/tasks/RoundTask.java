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
 * @param partial by client, the local epochs of those that do fewer than the task says: simulated
 *     stragglers; empty in every other run
 */
public record RoundTask(
    TrainTask train,
    List<String> cohort,
    int population,
    SortedMap<String, Integer> counted,
    @Nullable Masking masking,
    boolean topUp,
    int capped,
    SortedMap<String, Integer> partial) {

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
   * @param partial epochs by client, each at least 1
   */
  public RoundTask {
    cohort = List.copyOf(cohort);
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
    partial = Collections.unmodifiableSortedMap(new TreeMap<>(partial));
  }

  /**
   * A round in which everybody does the whole work.
   *
   * @param train the task sent to the clients
   * @param cohort names of the sampled clients, sorted
   * @param population number of clients that could have been sampled
   * @param counted by client, the 1-based round in which it was last counted
   * @param masking null for none
   * @param topUp whether other clients may replace members that do not answer
   * @param capped at least 0
   */
  public RoundTask(
      TrainTask train,
      List<String> cohort,
      int population,
      SortedMap<String, Integer> counted,
      @Nullable Masking masking,
      boolean topUp,
      int capped) {
    this(train, cohort, population, counted, masking, topUp, capped, new TreeMap<>());
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
    return new RoundTask(train, others, population, counted, masking, topUp, capped, partial);
  }

  /**
   * {@return the same round, in which some clients do fewer local epochs}
   *
   * @param epochs by client, each at least 1
   */
  public RoundTask slowed(SortedMap<String, Integer> epochs) {
    return new RoundTask(train, cohort, population, counted, masking, topUp, capped, epochs);
  }

  /**
   * {@return what a client does: the task of all, or with fewer local epochs}
   *
   * @param client the client's name
   */
  public TrainTask trainOf(String client) {
    Integer epochs = partial.get(client);
    return epochs == null ? train : train.withLocalEpochs(epochs);
  }
}
