package dev.headwater.client.ledger;

import dev.headwater.client.policy.Demands;
import dev.headwater.client.policy.Limits;
import dev.headwater.client.policy.Masks;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules that need what a node has answered before.
 *
 * <p><b>One answer for a round.</b> Two sums over cohorts that differ in one client differ by that
 * client's contribution. So a round of a run is answered once: for another setup the node stays
 * out, and for the same setup it sends the same bytes.
 *
 * <p><b>Few answers at the same parameters.</b> A coordinator that lies can call the same round by
 * another number or run. What it cannot choose is that the answer is a function of the parameters
 * (and of the pictures); so a node that demands masks answers at the same parameters at most {@link
 * Masks#repeats} times more, unless the noise that it demands covers every answer. Parameters that
 * are only almost the same are not recognised: against such a coordinator noise is the remedy.
 */
final class Rules {
  private Rules() {}

  static Verdict judge(List<Participation> earlier, Participation next, Demands demands) {
    Optional<Participation> same = earlier.stream().filter(next::sameRound).findFirst();
    if (same.isPresent()) {
      return again(same.get(), next);
    }
    List<Participation> mine =
        earlier.stream().filter(one -> one.data().sameAs(next.data())).toList();
    Limits limits = demands.limits();
    if (limits.rounds() > 0 && mine.size() >= limits.rounds()) {
      return new Verdict.Leave(
          "round %d: these pictures have taken part in %d rounds (expected: at most %d, as --max-rounds says; 'headwater client ledger' lists them)"
              .formatted(next.round(), mine.size(), limits.rounds()));
    }
    Masks masks = demands.masks();
    if (masks != null && demands.clientNoise() == 0) {
      long answered = mine.stream().filter(one -> one.subject().equals(next.subject())).count();
      if (answered > masks.repeats()) {
        return new Verdict.StayOut(
            "round %d: answered %d times at these parameters already (expected: at most %d times, as --max-repeats says; sums over other clients each time would tell this client's part)"
                .formatted(next.round(), answered, masks.repeats() + 1),
            true);
      }
    }
    Verdict spent =
        limits.budget() == null ? null : overspent(mine, next, demands, limits.budget());
    return spent == null ? new Verdict.New() : spent;
  }

  private static Verdict again(Participation earlier, Participation next) {
    boolean same = earlier.setup().equals(next.setup());
    boolean otherPictures = !earlier.data().digest().equals(next.data().digest());
    // Whatever else an answer may depend on: other bytes would tell more than the first.
    boolean otherAnswer =
        next.repeatable()
            && !earlier.answer().isEmpty()
            && !next.answer().isEmpty()
            && !earlier.answer().equals(next.answer());
    return same && !next.masked() && !otherPictures && !otherAnswer
        ? new Verdict.Again()
        : new Verdict.StayOut(
            "round %d: answered already%s (expected: another round; two answers for one round would tell this client's part)"
                .formatted(
                    next.round(),
                    !same
                        ? ", for another setup"
                        : otherPictures
                            ? ", with other pictures"
                            : otherAnswer ? ", with another answer" : ", and its keys are gone"));
  }

  private static @Nullable Verdict overspent(
      List<Participation> mine, Participation next, Demands demands, Limits.Budget budget) {
    if (budget.delta() * next.numExamples() >= 1 && demands.clientNoise() == 0) {
      return new Verdict.Leave(
          "delta: %s of %d pictures (expected: below 1 over their number; lower --delta)"
              .formatted(budget.delta(), next.numExamples()));
    }
    double epsilon = Spent.of(mine, demands).plus(next).epsilon(budget.delta());
    return epsilon <= budget.epsilon()
        ? null
        : new Verdict.Leave(
            "round %d: epsilon would be %.4g over all rounds of these pictures (expected: at most %s, as --max-epsilon says; 'headwater client ledger' lists them)"
                .formatted(next.round(), epsilon, budget.epsilon()));
  }
}
