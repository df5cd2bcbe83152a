package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.members.EnrolledClients;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an open round stands against the contributions that it needs: whether it may end, whether it
 * can still succeed, what it waits for. Read by the run's own thread, under the cohort's lock.
 */
final class Turnout {
  private final TrainingRound round;
  private final int need;
  private final int goal;
  private final Set<String> substitutes;
  private final EnrolledClients enrolled;

  /**
   * The turnout of a round.
   *
   * @param need contributions without which the round gives no sum; 0 if it ends with what it has
   * @param goal contributions with which it ends although others were asked too
   * @param substitutes whom the round may ask beside its cohort, the cohort included
   */
  Turnout(
      TrainingRound round, int need, int goal, Set<String> substitutes, EnrolledClients enrolled) {
    this.round = round;
    this.need = need;
    this.goal = goal;
    this.substitutes = substitutes;
    this.enrolled = enrolled;
  }

  /** Whether the round may end with its sum. */
  boolean enough(boolean late) {
    int counted = round.counted();
    return counted >= need && (counted >= goal || round.allAnswered() || late);
  }

  /**
   * Why the round gives no sum, or null: nobody is waited for any longer, or it is late, and those
   * that are here do not make the quorum. Until then whoever was refused may try again, and whoever
   * has gone may return.
   *
   * @param over whether the wait for those that are here is over
   */
  @Nullable String hopeless(boolean late, boolean over) {
    if (round.counted() >= need || !(late || over)) {
      return null;
    }
    if (over) {
      return tooFew();
    }
    long here = working().stream().filter(this::isHere).count();
    return round.counted() + here + others().size() >= need ? null : tooFew();
  }

  private String tooFew() {
    List<String> working = working();
    return "%d of %d needed contributions%s"
        .formatted(
            round.counted(),
            need,
            working.isEmpty()
                ? ", and everybody has answered"
                : ", and none from " + EnrolledClients.named(working));
  }

  /** Those that were asked and neither counted nor refused. */
  List<String> working() {
    return round.missing().stream()
        .filter(name -> round.standing(name) == Standing.WORKING)
        .toList();
  }

  /** Connected clients that were not asked and may be. */
  List<String> others() {
    return substitutes.stream().filter(name -> !round.isInvited(name) && isHere(name)).toList();
  }

  /** What a delayed round waits for, or null. */
  @Nullable String gap(boolean late) {
    boolean somebodyWorks = round.anyMissing(this::isHere);
    if (!somebodyWorks && round.anyMissing(name -> true)) {
      return "round %d: waiting for clients that are gone to return%s: %s (%d of %d needed are counted)"
          .formatted(
              round.number(),
              late ? "" : " before its deadline",
              EnrolledClients.named(round.missing()),
              round.counted(),
              need);
    }
    // Somebody may have answered since: then it waits for nobody.
    return (late || round.allAnswered()) && !round.missing().isEmpty()
        ? "round %d: %d of %d needed contributions, waiting for %s"
            .formatted(
                round.number(), round.counted(), need, EnrolledClients.named(round.missing()))
        : null;
  }

  private boolean isHere(String name) {
    return enrolled.live(name) != null;
  }
}
