package dev.headwater.simulations.replay;

import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a replay pays for, in memory: nothing is spent by computing a run again. */
final class ReplayLedger implements Ledger {
  private final BandedRows rows = BandedRows.inMemory();
  private final List<LedgerEntry> entries = new ArrayList<>();

  @Override
  public void append(LedgerEntry entry) {
    entries.add(entry);
  }

  @Override
  public BandedRows rows() {
    return rows;
  }

  /** What was written until now; a copy. */
  List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  List<LedgerEntry.Paid> paid() {
    return LedgerEntry.paid(entries);
  }
}
