package dev.headwater.client.ledger;

import dev.headwater.client.policy.Demands;
import dev.headwater.v1.Submission;
import java.util.List;
import java.util.function.Supplier;

/**
 * A node's own account of what it has answered, and the rules that need it: one answer for every
 * round of a run, however often and by whomever it is asked; and the {@link Demands} that hold over
 * all runs.
 */
public interface ClientLedger {

  /**
   * For simulated clients, which all end together with their run: keeps nothing, refuses nothing.
   */
  ClientLedger NONE =
      new ClientLedger() {
        @Override
        public Verdict check(Supplier<Participation> next, Demands demands) {
          return new Verdict.New();
        }

        @Override
        public Verdict enter(Supplier<Participation> next, Demands demands, List<Submission> kept) {
          return new Verdict.New();
        }

        @Override
        public void sent(Supplier<Participation> of, List<Submission> answer) {}

        @Override
        public List<Submission> kept(Supplier<Participation> of) {
          return List.of();
        }
      };

  /** What {@link #enter} would say; changes nothing. */
  Verdict check(Supplier<Participation> next, Demands demands);

  /**
   * Enters a participation, on disk when this returns, unless it is refused or there already. The
   * caller sends nothing of it before.
   *
   * @param kept an answer that would not be the same if it were computed again, to be kept in place
   *     of the last one of this client and run; it is on disk before the participation is. Empty
   *     for an answer that can be computed again
   * @throws dev.headwater.files.UserDataException if the ledger cannot be read or written
   */
  Verdict enter(Supplier<Participation> next, Demands demands, List<Submission> kept);

  /**
   * Notes the digest of an answer that is about to be sent, to be compared with what was counted.
   */
  void sent(Supplier<Participation> of, List<Submission> answer);

  /** The answer that was kept for exactly this participation, else none. */
  List<Submission> kept(Supplier<Participation> of);
}
