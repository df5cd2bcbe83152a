package dev.headwater.learning.privacy;

/**
 * Records the privacy cost of a run. An entry is durable when {@link #append} returns; only then
 * does its round begin.
 */
@FunctionalInterface
public interface Ledger {
  /** For runs without a promise: refuses entries. */
  Ledger NONE =
      entry -> {
        throw new IllegalStateException(
            "ledger: none for %s (expected: one that is durable, where a run promises something)"
                .formatted(entry));
      };

  /**
   * Appends an entry, and returns once it is durable.
   *
   * @param entry the next entry of the run
   */
  void append(LedgerEntry entry);
}
