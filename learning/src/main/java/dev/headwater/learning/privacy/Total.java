package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Accountant;
import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Adjacency;
import dev.headwater.learning.accounting.RdpAccountant;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.sampling.Turns;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What several runs cost together those who are in the data of all of them.
 *
 * <p>Guarantee: everything that the runs released is together (epsilon, delta)-differentially
 * private for {@code adjacency} of one {@code unit}, also if a run was designed after looking at
 * the results of others. Where the runs agree on their neighbours, their rounds are composed as
 * those of one run. Otherwise epsilons and deltas are added for one unit's data replaced: a promise
 * about one more or less holds for that with twice its epsilon and {@code 1 + e^epsilon} its delta,
 * because replacing is leaving and coming.
 *
 * @param unit whom all runs protect, as ledgers name it
 * @param adjacency {@code ADD_OR_REMOVE} or {@code REPLACE_ONE}
 * @param epsilon infinite if no finite bound is known
 * @param delta of the guarantee; 1 or more means that nothing is promised
 * @param composed whether rounds were composed; otherwise epsilons were added
 */
public record Total(String unit, String adjacency, double epsilon, double delta, boolean composed) {
  /** No run sums more values: what one vector may have on the wire. */
  private static final int MOST_VALUES = 1 << 28;

  /**
   * {@return what runs cost together}
   *
   * @param ledgers of the runs, each with its opening first; at least one
   * @param delta of the guarantee where rounds can be composed; by default the largest of the runs'
   * @throws IllegalArgumentException if the runs protect different units, a ledger is empty, or
   *     {@code delta} is not in (0, 1)
   */
  public static Total of(List<List<LedgerEntry>> ledgers, OptionalDouble delta) {
    List<LedgerEntry.Opened> opened = ledgers.stream().map(Total::opened).toList();
    LedgerEntry.Opened first = opened.get(0);
    for (LedgerEntry.Opened other : opened) {
      if (!other.unit().equals(first.unit())) {
        throw new IllegalArgumentException(
            "runs: units: %s and %s (expected: runs that protect the same; one %s is not one %s, so they do not add up)"
                .formatted(first.unit(), other.unit(), first.unit(), other.unit()));
      }
    }
    boolean agree = opened.stream().allMatch(o -> o.adjacency().equals(first.adjacency()));
    return agree
        ? composed(
            ledgers,
            opened,
            Accountant.checkedDelta(
                delta.orElseGet(
                    () -> opened.stream().mapToDouble(LedgerEntry.Opened::delta).max().orElse(0))))
        : added(ledgers, opened);
  }

  private static LedgerEntry.Opened opened(List<LedgerEntry> ledger) {
    if (ledger.isEmpty() || !(ledger.get(0) instanceof LedgerEntry.Opened opened)) {
      throw new IllegalArgumentException(
          "ledger: empty (expected: that of a run with a privacy guarantee)");
    }
    return opened;
  }

  private static Total composed(
      List<List<LedgerEntry>> ledgers, List<LedgerEntry.Opened> opened, double delta) {
    boolean tight = opened.stream().allMatch(o -> o.accountant().equals(AccountantKind.PLD.name()));
    Accountant all = (tight ? AccountantKind.PLD : AccountantKind.RDP).fresh();
    int rounds = 0;
    double tau = 0;
    for (int i = 0; i < opened.size(); i++) {
      List<LedgerEntry.Paid> paid = LedgerEntry.paid(ledgers.get(i));
      all = plus(all, opened.get(i), paid);
      if (!opened.get(i).mechanism().inTraining()) {
        rounds = Math.addExact(rounds, paid.size());
        tau = Math.max(tau, Spending.tau(opened.get(i).mechanism()));
      }
    }
    double epsilon =
        Spending.discretised(
            all.epsilon(delta * (1 - Spending.SLACK_SHARE)), rounds, MOST_VALUES, tau, delta);
    LedgerEntry.Opened any = opened.get(0);
    return new Total(any.unit(), any.adjacency(), epsilon, delta, true);
  }

  /** The rounds of one run: by turns those of the client that had most, elsewhere all. */
  private static Accountant plus(
      Accountant before, LedgerEntry.Opened opened, List<LedgerEntry.Paid> paid) {
    Accountant all = before;
    if (opened.cohorts() != null) {
      Turns turns = Turns.NONE;
      for (LedgerEntry.Paid round : paid) {
        int most = turns.most();
        turns = turns.plus(round.round(), round.asked() == null ? List.of() : round.asked());
        all = turns.most() > most ? all.plus(round.steps().get(0)) : all;
      }
      return all;
    }
    for (LedgerEntry.Paid round : paid) {
      List<Step> steps = round.steps();
      all =
          all instanceof RdpAccountant rdp
              ? rdp.plusWorst(steps)
              : all.plus(steps.get(0)); // PLD accounts no rounds of several kinds
    }
    return all;
  }

  private static Total added(List<List<LedgerEntry>> ledgers, List<LedgerEntry.Opened> opened) {
    double epsilon = 0;
    double delta = 0;
    for (int i = 0; i < opened.size(); i++) {
      List<LedgerEntry.Paid> paid = LedgerEntry.paid(ledgers.get(i));
      Double last = paid.isEmpty() ? Double.valueOf(0) : paid.get(paid.size() - 1).epsilon();
      double own = last == null ? Double.POSITIVE_INFINITY : last;
      boolean replaced = opened.get(i).adjacency().equals(Adjacency.REPLACE_ONE.name());
      epsilon += replaced ? own : 2 * own;
      delta += opened.get(i).delta() * (replaced ? 1 : 1 + Math.exp(own));
    }
    return new Total(
        opened.get(0).unit(), Adjacency.REPLACE_ONE.name(), epsilon, Math.min(1, delta), false);
  }
}
