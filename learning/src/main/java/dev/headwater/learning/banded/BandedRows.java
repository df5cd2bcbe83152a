package dev.headwater.learning.banded;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the rows of the last rounds, secret and durable. */
public interface BandedRows {
  /** Where nothing can be kept: refuses rows. */
  BandedRows NONE =
      new BandedRows() {
        @Override
        public @Nullable BandedRow of(int round) {
          return null;
        }

        @Override
        public void keep(BandedRow row, int oldest) {
          throw new IllegalStateException(
              "banded noise: nowhere to keep round %d (expected: a ledger that keeps rows)"
                  .formatted(row.round()));
        }
      };

  /**
   * {@return the row of a round, null if it has none: nothing of the round was released}
   *
   * @param round 1-based
   */
  @Nullable BandedRow of(int round);

  /**
   * Keeps a row, and returns once it is durable; only then is its round released. A row is never
   * replaced.
   *
   * @param row of a round that has none
   * @param oldest first round whose row is needed from now on; earlier ones are deleted
   * @throws IllegalStateException if the round has a row
   */
  void keep(BandedRow row, int oldest);

  /** {@return rows that are kept as long as this object, for tests and replays} */
  static BandedRows inMemory() {
    Map<Integer, BandedRow> rows = new TreeMap<>();
    return new BandedRows() {
      @Override
      public @Nullable BandedRow of(int round) {
        return rows.get(round);
      }

      @Override
      public void keep(BandedRow row, int oldest) {
        if (rows.putIfAbsent(row.round(), row) != null) {
          throw new IllegalStateException(
              "banded noise: round %d has a row (expected: none; its noise is not drawn again)"
                  .formatted(row.round()));
        }
        rows.keySet().removeIf(round -> round < oldest);
      }
    };
  }
}
