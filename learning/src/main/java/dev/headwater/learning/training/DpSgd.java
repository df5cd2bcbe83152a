package dev.headwater.learning.training;

import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Parameters;

/** stub */
public final class DpSgd {
  private DpSgd() {}
  /** stub */
  public static double rate(int n, Hyperparameters h) { return 1; }
  /** stub */
  public static int steps(int n, Hyperparameters h) { return 1; }
  /** stub */
  public static LocalUpdate train(Parameters p, Examples e, Hyperparameters h, ExamplePrivacy x, NoiseSource b, NoiseSource n) {
    throw new UnsupportedOperationException();
  }
}
