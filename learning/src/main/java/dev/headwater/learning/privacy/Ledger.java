package dev.headwater.learning.privacy;

/**
 * Where a run writes down what it pays. An entry is durable when {@link #append} returns: the round
 * that it pays for begins only then.
 */
@FunctionalInterface
public interface Ledger {
  /** Adds one entry behind all others. */
  void append(LedgerEntry entry);
}
