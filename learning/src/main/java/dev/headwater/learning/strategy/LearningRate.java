package dev.headwater.learning.strategy;

/** How the clients' learning rate changes over the rounds. */
public enum LearningRate {
  /** Constant. */
  CONSTANT {
    @Override
    public double at(double base, int round, int rounds) {
      return base;
    }
  },
  /**
   * {@code base * (1 + cos(pi * (round - 1) / rounds)) / 2} (Loshchilov and Hutter, SGDR, 2017, eq.
   * 5, one cycle).
   */
  COSINE {
    @Override
    public double at(double base, int round, int rounds) {
      return base * (1 + StrictMath.cos(StrictMath.PI * (round - 1) / rounds)) / 2;
    }
  };

  /**
   * {@return the clients' learning rate in a round, in (0, base]}
   *
   * @param base the rate of the first round, above 0
   * @param round 1-based, at most {@code rounds}
   * @param rounds number of rounds that the run is set to
   */
  public abstract double at(double base, int round, int rounds);
}
