package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a run ended. */
public enum RunOutcome {
  /** All rounds ran. */
  @JsonProperty("done")
  DONE("Done"),
  /** A round reached the target, and no further one ran. */
  @JsonProperty("target reached")
  TARGET_REACHED("Reached its target"),
  /** The last rounds did not improve the accuracy, and no further one ran. */
  @JsonProperty("no improvement")
  NO_IMPROVEMENT("Stopped, no longer improving"),
  /** It was interrupted. */
  @JsonProperty("interrupted")
  INTERRUPTED("Interrupted"),
  /** An error stopped it. */
  @JsonProperty("failed")
  FAILED("Failed"),
  /** The next round would have exceeded the privacy budget. */
  @JsonProperty("budget spent")
  BUDGET_SPENT("Stopped at its privacy budget"),
  /** Too few clients took part in time. */
  @JsonProperty("quorum not met")
  QUORUM_NOT_MET("Stopped, too few clients took part");

  private final String words;

  RunOutcome(String words) {
    this.words = words;
  }

  /** {@return whether the run ended as its settings say, and has nothing left to do} */
  public boolean complete() {
    return this == DONE || this == TARGET_REACHED || this == NO_IMPROVEMENT;
  }

  /** {@return whether the run ended as its settings say, at its privacy budget included} */
  public boolean orderly() {
    return complete() || this == BUDGET_SPENT;
  }

  /** {@return the outcome as the beginning of a sentence} */
  public String words() {
    return words;
  }
}
