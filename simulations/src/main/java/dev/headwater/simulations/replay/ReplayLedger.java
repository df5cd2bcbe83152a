package dev.headwater.simulations.replay;

import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keeps what a replay pays for, in memory: nothing is spent by computing a run again. */
final class ReplayLedger implements Ledger {
  private final BandedRows rows = BandedRows.inMemory();
  private final List<LedgerEntry> entries = new ArrayList<>();
  private final NavigableMap<Integer, List<LedgerEntry>> before;

  /**
   * Nothing is paid yet.
   *
   * @param recorded the run's own entries; empty without a promise
   */
  ReplayLedger(List<LedgerEntry> recorded) {
    this.before = beforeStarts(recorded);
  }

  /**
   * What the run knew when it began with a round, by this round. A round that a crash ended was
   * paid for, and a turn that was paid for counts: so a schedule may have asked others in the round
   * that was run again.
   */
  private static NavigableMap<Integer, List<LedgerEntry>> beforeStarts(List<LedgerEntry> recorded) {
    NavigableMap<Integer, List<LedgerEntry>> starts = new TreeMap<>();
    int resumed = -1;
    for (int i = 0; i < recorded.size(); i++) {
      if (recorded.get(i) instanceof LedgerEntry.Resumed) {
        resumed = i;
      } else if (recorded.get(i) instanceof LedgerEntry.Paid paid && resumed >= 0) {
        starts.tailMap(paid.round(), true).clear();
        starts.put(paid.round(), known(recorded.subList(0, resumed), paid.round()));
        resumed = -1;
      }
    }
    return starts;
  }

  /** Rounds that are run again have not ended, whatever the ledger saw of them before. */
  private static List<LedgerEntry> known(List<LedgerEntry> entries, int first) {
    return entries.stream()
        .filter(entry -> !(entry instanceof LedgerEntry.Closed closed && closed.round() >= first))
        .toList();
  }

  /** {@return the last round of the start that began with a round, at most {@code last}} */
  int end(int round, int last) {
    Integer next = before.higherKey(round);
    return next == null ? last : Math.min(last, next - 1);
  }

  /** {@return what a start that begins with a round knows; empty for a new run} */
  List<LedgerEntry> past(int round) {
    return before.getOrDefault(round, round == 1 ? List.of() : List.copyOf(entries));
  }

  @Override
  public void append(LedgerEntry entry) {
    entries.add(entry);
  }

  @Override
  public BandedRows rows() {
    return rows;
  }

  List<LedgerEntry.Paid> paid() {
    return LedgerEntry.paid(entries);
  }
}
