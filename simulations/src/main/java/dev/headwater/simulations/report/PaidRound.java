package dev.headwater.simulations.report;

import dev.headwater.learning.privacy.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A payment in the ledger and what came of it.
 *
 * @param paid for the round
 * @param closed how it ended, null where the run died in it
 * @param kept whether the model has this round; else it was aborted, lost, or run and paid again
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
      } else if (entry instanceof LedgerEntry.Closed closed && last.containsKey(closed.round())) {
        ends.set(last.get(closed.round()), closed);
      }
    }
    return IntStream.range(0, payments.size())
        .mapToObj(
            i -> {
              LedgerEntry.Paid paid = payments.get(i);
              LedgerEntry.Closed end = ends.get(i);
              boolean counts = end != null && end.aborted() == null && last.get(paid.round()) == i;
              return new PaidRound(paid, end, counts);
            })
        .toList();
  }

  /** Why the round gave nothing, or that it did. */
  String end() {
    if (closed == null) {
      return "lost: the run died in it";
    }
    return closed.aborted() != null
        ? "aborted: " + closed.aborted()
        : kept ? "kept" : "run again, and paid again";
  }
}
