package dev.headwater.cli.view;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The progress of the rounds, shared by both views. */
final class RoundProgress {
  private static final int NEWEST = 10;

  private final int rounds;
  private final @Nullable PrivacyFacts privacy;
  private final long began;
  private final List<Double> accuracies = new ArrayList<>();

  /** When the newest rounds ended. */
  private final Deque<Long> ends = new ArrayDeque<>();

  private @Nullable RoundRecord last;
  private double change = Double.NaN;
  private double best = Double.NaN;
  private long scored;
  private long bytesUp;
  private long bytesDown;
  private int asked;
  private int askedInRound;

  RoundProgress(int rounds, @Nullable PrivacyFacts privacy, long beganNanos) {
    this.rounds = rounds;
    this.privacy = privacy;
    this.began = beganNanos;
  }

  void asked(RoundTask task) {
    asked = task.cohort().size();
    askedInRound = task.round();
  }

  void ended(RoundReport report, long nanos) {
    RoundRecord round = RoundRecord.of(report);
    ends.addLast(nanos);
    if (ends.size() > NEWEST + 1) {
      ends.removeFirst();
    }
    last = round;
    bytesUp += round.bytesUp();
    bytesDown += round.bytesDown();
    Double accuracy = round.evalAccuracy();
    Evaluation evaluation = report.evaluation();
    scored = evaluation == null ? 0 : evaluation.numExamples();
    if (accuracy != null) {
      change = accuracies.isEmpty() ? Double.NaN : accuracy - accuracies.get(accuracies.size() - 1);
      best = Double.isNaN(best) ? accuracy : Math.max(best, accuracy);
      accuracies.add(accuracy);
    }
  }

  /** The privacy guarantee, null for none. */
  @Nullable PrivacyFacts privacy() {
    return privacy;
  }

  /** {@code epsilon 3.92 of 4}, empty without a promise. */
  String spent() {
    return privacy == null
        ? ""
        : PrivacyFacts.spentWords(epsilon(privacy), privacy.epsilonBudget());
  }

  private @Nullable Double epsilon(PrivacyFacts promised) {
    return last == null ? promised.epsilon() : last.epsilon();
  }

  /** The spent share of the budget, in [0, 1]; NaN without a budget. */
  double spentShare() {
    if (privacy == null || privacy.epsilonBudget() == null) {
      return Double.NaN;
    }
    Double epsilon = epsilon(privacy);
    return epsilon == null ? 1 : Math.min(1, epsilon / privacy.epsilonBudget());
  }

  int rounds() {
    return rounds;
  }

  @Nullable RoundRecord last() {
    return last;
  }

  int done() {
    return last == null ? 0 : last.round();
  }

  /** Clients asked in the current round, 0 between rounds. */
  int asked() {
    return askedInRound > done() ? asked : 0;
  }

  /** Change of accuracy since the previous round, in [-1, 1]; NaN at first. */
  double change() {
    return change;
  }

  /** Pictures that the last round was scored on, 0 if it was not. */
  long scored() {
    return scored;
  }

  double best() {
    return best;
  }

  List<Double> accuracies() {
    return accuracies;
  }

  long bytesUp() {
    return bytesUp;
  }

  long bytesDown() {
    return bytesDown;
  }

  double elapsed(long nanos) {
    return (nanos - began) / 1e9;
  }

  /**
   * Seconds that the rounds to come take, if they take as long as the newest ones; NaN after the
   * first, which may compute the first head and is then like no other.
   */
  double eta() {
    int between = ends.size() - 1;
    return between < 1
        ? Double.NaN
        : Eta.seconds((ends.getLast() - ends.getFirst()) / 1e9, between, between + rounds - done());
  }
}
