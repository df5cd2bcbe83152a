package dev.headwater.learning.privacy;

import dev.headwater.learning.banded.BandedRows;
import org.jspecify.annotations.Nullable;

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
            "ledger: none for %s (expected: one that is durable, where a run has a privacy guarantee)"
                .formatted(entry));
      };

  /**
   * Appends an entry, and returns once it is durable.
   *
   * @param entry the next entry of the run
   */
  void append(LedgerEntry entry);

  /**
   * {@return a digest of whose data the run is about, which runs on the same have in common; null
   * if that is not known}
   */
  default @Nullable String data() {
    return null;
  }

  /** {@return the rows of banded noise, which are of the same run and as durable} */
  default BandedRows rows() {
    return BandedRows.NONE;
  }
}
