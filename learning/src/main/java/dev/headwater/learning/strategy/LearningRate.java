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

  /** The rate of {@code round} (1-based) out of {@code rounds}. */
  public abstract double at(double base, int round, int rounds);
}
