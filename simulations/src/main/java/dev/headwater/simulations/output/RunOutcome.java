package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a run ended. */
public enum RunOutcome {
  /** All rounds ran. */
  @JsonProperty("done")
  DONE("Done"),
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

  /** {@return the outcome as the beginning of a sentence} */
  public String words() {
    return words;
  }
}
