package dev.headwater.learning.training;

/**
 * Which bits local work gives. Clients of different arithmetic never share a run, and no run goes
 * on with another one: their sums would differ, though each were right.
 */
public final class Arithmetic {
  /**
   * Raised with every change of the order of additions, of the choice between forms, or of anything
   * else that moves a bit (docs/decisions/0002-arithmetic-order.md).
   */
  public static final int VERSION = 1;

  private Arithmetic() {}
}
