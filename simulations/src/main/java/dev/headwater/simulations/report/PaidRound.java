package dev.headwater.simulations.report;

import dev.headwater.learning.privacy.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A payment in the ledger and its outcome.
 *
 * @param paid the payment
 * @param closed the end of the round, null if the run stopped in it
 * @param kept whether the model includes this round; otherwise it was aborted, lost, or repeated
 *     and paid again
 */
record PaidRound(LedgerEntry.Paid paid, LedgerEntry.@Nullable Closed closed, boolean kept) {

  /** All payments, in order. */
  static List<PaidRound> of(List<LedgerEntry> entries) {
    List<LedgerEntry.Paid> payments = new ArrayList<>();
    List<LedgerEntry.@Nullable Closed> ends = new ArrayList<>();
    Map<Integer, Integer> last = new HashMap<>();
    for (LedgerEntry entry : entries) {
      if (entry instanceof LedgerEntry.Paid paid) {
        last.put(paid.round(), payments.size());
        payments.add(paid);
        ends.add(null);
      } else if (entry instanceof LedgerEntry.Closed closed) {
        Integer payment = last.get(closed.round());
        if (payment != null) {
          ends.set(payment, closed);
        }
      }
    }
    List<PaidRound> rounds = new ArrayList<>();
    for (int i = 0; i < payments.size(); i++) {
      LedgerEntry.Paid paid = payments.get(i);
      LedgerEntry.Closed end = ends.get(i);
      boolean newest = last.getOrDefault(paid.round(), i) == i;
      rounds.add(new PaidRound(paid, end, newest && end != null && end.aborted() == null));
    }
    return rounds;
  }

  /** The outcome of the round in words. */
  String end() {
    if (closed == null) {
      return "lost: the run died in it";
    }
    return closed.aborted() != null
        ? "aborted: " + closed.aborted()
        : kept ? "kept" : "run again, and paid again";
  }
}
