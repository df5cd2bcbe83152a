package dev.headwater.learning.training;

/**
 * The version of the arithmetic of local work, which determines its bits. Clients with different
 * versions never share a run, and no run resumes with another version: both would be correct, but
 * their sums would differ.
 */
public final class Arithmetic {
  /**
   * Incremented with every change of the order of additions, of the choice between forms, or of
   * anything else that changes a bit (docs/decisions/0002-arithmetic-order.md).
   */
  public static final int VERSION = 3;

  private Arithmetic() {}
}
