package dev.headwater.learning.sums;

/**
 * The weight of a client's delta in the mean: a whole number, so that sums of weights are exact,
 * masked or not.
 */
public sealed interface Weighting {

  /**
   * num_examples, as in FedAvg. The weight of a client is unbounded, so there is no guarantee for
   * single clients: cannot be combined with differential privacy or secure aggregation.
   */
  record Examples() implements Weighting {
    @Override
    public int of(int numExamples) {
      return numExamples;
    }

    @Override
    public int cap() {
      return 0;
    }
  }

  /** Every client has weight 1. */
  record Uniform() implements Weighting {
    @Override
    public int of(int numExamples) {
      return 1;
    }

    @Override
    public int cap() {
      return 1;
    }
  }

  /**
   * num_examples, but never more than {@code cap} (McMahan, Ramage, Talwar and Zhang 2018,
   * "Learning Differentially Private Recurrent Language Models", section 3, times the cap).
   *
   * @param cap at least 1
   */
  record Capped(int cap) implements Weighting {
    /**
     * Weights up to this cap.
     *
     * @param cap largest weight of a client, at least 1
     * @throws IllegalArgumentException if it is below 1
     */
    public Capped {
      if (cap < 1) {
        throw new IllegalArgumentException(
            "weights: capped at %d (expected: at least 1)".formatted(cap));
      }
    }

    @Override
    public int of(int numExamples) {
      return Math.min(numExamples, cap);
    }
  }

  /**
   * {@return the weight of a client, at least 1}
   *
   * @param numExamples number of examples that it trained on, at least 1
   */
  int of(int numExamples);

  /** {@return the largest weight of any client, 0 if unbounded} */
  int cap();

  /** {@return whether {@link #cap} bounds every weight} */
  default boolean bounded() {
    return cap() > 0;
  }
}
