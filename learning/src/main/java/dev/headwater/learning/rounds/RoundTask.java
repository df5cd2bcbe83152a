package dev.headwater.learning.rounds;

import dev.headwater.learning.sums.FixedPoint;
import java.util.List;

/**
 * One round as the coordinator sees it.
 *
 * @param train what the clients get
 * @param cohort names of the clients that are asked, sorted
 * @param grid the fixed-point grid of the round's sum
 */
public record RoundTask(TrainTask train, List<String> cohort, FixedPoint grid) {

  /** Copies the cohort. */
  public RoundTask {
    cohort = List.copyOf(cohort);
  }

  /** 1-based. */
  public int round() {
    return train.round();
  }
}
