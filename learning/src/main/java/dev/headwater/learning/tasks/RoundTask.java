package dev.headwater.learning.tasks;

import dev.headwater.learning.sums.FixedPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One round as the coordinator sees it.
 *
 * @param train what the clients get
 * @param cohort names of the clients that are asked, sorted
 * @param masking how the contributions are masked, null where they come in the open
 * @param topUp whether others may be asked in place of members that do not answer: not where the
 *     guarantee rests on how the cohort was drawn, nor under masks
 */
public record RoundTask(
    TrainTask train, List<String> cohort, @Nullable Masking masking, boolean topUp) {

  /** Copies the cohort. */
  public RoundTask {
    cohort = List.copyOf(cohort);
  }

  /** A round in the open that may ask others in place of those that do not answer. */
  public RoundTask(TrainTask train, List<String> cohort) {
    this(train, cohort, null, true);
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
    return new RoundTask(train, others, masking, topUp);
  }
}
