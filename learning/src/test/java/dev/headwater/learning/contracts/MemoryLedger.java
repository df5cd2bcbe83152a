package dev.headwater.learning.contracts;

import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import java.util.ArrayList;
import java.util.List;

/** A ledger whose entries and rows survive the run, as those on disk do. */
public final class MemoryLedger implements Ledger {
  private final List<LedgerEntry> entries = new ArrayList<>();
  private BandedRows rows = BandedRows.inMemory();

  @Override
  public void append(LedgerEntry entry) {
    entries.add(entry);
  }

  @Override
  public BandedRows rows() {
    return rows;
  }

  /** {@return the entries so far; what is done to the list is done to the ledger} */
  public List<LedgerEntry> entries() {
    return entries;
  }

  /** Loses the rows. */
  public void replaceRows(BandedRows others) {
    rows = others;
  }
}
