package dev.headwater.learning.privacy;

/**
 * Where a run writes down what it pays. An entry is durable when {@link #append} returns: the round
 * that it pays for begins only then.
 */
@FunctionalInterface
public interface Ledger {
  /** For runs that promise nothing: refuses entries. */
  Ledger NONE =
      entry -> {
        throw new IllegalStateException(
            "ledger: none for %s (expected: one that is durable, where a run promises something)"
                .formatted(entry));
      };

  /** Adds one entry behind all others. */
  void append(LedgerEntry entry);
}
