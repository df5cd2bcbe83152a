package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.parameters.Doubles;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a penalty: heads for all penalties of a grid are kept in the state until scores
 * decide. Penalties are relative to the data, because Gram matrices of different data sets differ
 * tenfold and more.
 *
 * <p>The state holds the stage, {@code [1]}, and the heads, {@code [penalties x parameters]}, which
 * are dropped after the decision.
 */
final class PenaltyGrid {
  /** Two a decade, from 1e-5 to 10. */
  static final double[] GAMMAS = {
    1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10
  };

  /** The head of the round before the decision. */
  private static final int PROVISIONAL = 7;

  private static final String STAGE = "stage";
  private static final String HEADS = "heads";
  private static final double SUMS_WANTED = 0;
  private static final double SCORES_WANTED = 1;
  private static final double DONE = 2;

  private PenaltyGrid() {}

  /** The state before the sums. */
  static ServerState start(Parameters initial, boolean chooses) {
    int heads = chooses ? GAMMAS.length * initial.size() : 0;
    return new ServerState(initial)
        .with(STAGE, new double[] {SUMS_WANTED})
        .with(HEADS, new double[heads]);
  }

  static boolean finished(ServerState state) {
    return state.memory(STAGE)[0] == DONE;
  }

  /** The state with a head for a penalty that was given. */
  static ServerState solved(ServerState state, Parameters head) {
    return state.with(head).with(STAGE, new double[] {DONE}).with(HEADS, new double[0]);
  }

  /** The state with a head for every penalty of the grid, one of which is to be chosen. */
  static ServerState pending(ServerState state, DoubleFunction<Parameters> head) {
    int size = state.parameters().size();
    // Each solves a system of its own, while the clients wait: on all processors.
    List<Parameters> solved = Arrays.stream(GAMMAS).parallel().mapToObj(head).toList();
    double[] heads = new double[GAMMAS.length * size];
    for (int k = 0; k < GAMMAS.length; k++) {
      System.arraycopy(Doubles.widened(solved.get(k).toArray()), 0, heads, k * size, size);
    }
    Parameters provisional = solved.get(PROVISIONAL);
    return state.with(provisional).with(STAGE, new double[] {SCORES_WANTED}).with(HEADS, heads);
  }

  static List<Parameters> candidates(ServerState state) {
    if (state.memory(STAGE)[0] != SCORES_WANTED) {
      return List.of();
    }
    return split(state.memory(HEADS), state.parameters().layout());
  }

  /** Heads that stand one behind the other. */
  static List<Parameters> split(double[] heads, Layout layout) {
    List<Parameters> split = new ArrayList<>();
    for (int from = 0; from < heads.length; from += layout.size()) {
      double[] head = Arrays.copyOfRange(heads, from, from + layout.size());
      split.add(Parameters.owning(layout, Doubles.rounded(head)));
    }
    return split;
  }

  /**
   * The state with the head that classifies most examples correctly; the larger penalty wins ties.
   */
  static ServerState choose(ServerState state, long[] correct) {
    requireScores(correct);
    int best = 0;
    for (int k = 1; k < correct.length; k++) {
      best = correct[k] >= correct[best] ? k : best;
    }
    return solved(state, candidates(state).get(best));
  }

  /** Refuses penalties outside their range. */
  static void require(String name, @Nullable Double penalty) {
    if (penalty != null && (!(penalty >= 0) || Double.isInfinite(penalty))) {
      throw new IllegalArgumentException(
          "strategy: %s:%s (expected: finite and at least 0)".formatted(name, penalty));
    }
  }

  static void requireScores(long[] correct) {
    if (correct.length == 0) {
      throw new IllegalArgumentException(
          "scores: no client holds out pictures to choose with (expected: a --holdout above 0 and more pictures at the clients, or the strategy's argument given, such as fed3r:10)");
    }
  }
}
