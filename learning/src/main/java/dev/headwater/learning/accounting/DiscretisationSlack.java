package dev.headwater.learning.accounting;

/** stub */
public final class DiscretisationSlack {
  private DiscretisationSlack() {}

  /** stub */
  public static double slack(
      int rounds, int dimension, double sigmaUnits, double tau, double epsilon) {
    return 0;
  }
}
