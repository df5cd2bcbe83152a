package dev.headwater.learning.strategies.closed;

import com.google.auto.service.AutoService;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Doubles;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.GradientSum;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Softmax regression to convergence: the minimum of
 *
 * <pre>
 * F(W) = mean cross-entropy over all examples of all clients + l2/2 |W|^2        biases not penalised
 * </pre>
 *
 * as central training finds it. After one round of {@link Moments}, clients upload exact sums of
 * gradients ({@link GradientSum}), the same clients in every round; the coordinator steps by L-BFGS
 * ({@link dev.headwater.learning.algebra.Lbfgs}) with Boehning's bound as its metric: one Cholesky
 * decomposition for all classes. Every class sum of W stays 0, which the loss does not determine.
 * Where a step increases F too little or not at all, the next round halves it (Armijo's condition
 * with 1e-4).
 *
 * <p>It begins at the ridge head of the moments, and ends where the norm of the gradient of F is at
 * most {@value #TOLERANCE}. Without an argument it follows l2 from 0.1 to 1e-4, each from the
 * minimum of the one before, and lets held-out scores decide; ties go to the larger l2.
 */
public final class ExactSoftmax implements Strategy {
  private static final String NAME = "exact-softmax";

  /** From large to small. */
  private static final double[] PATH = {0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4};

  /** Norm of the mean gradient at which a minimum is found. */
  public static final double TOLERANCE = 1e-3;

  private static final int MOST_ROUNDS = 500;
  private static final String STAGE = "stage";
  private static final double MOMENTS_WANTED = 0;
  private static final double GRADIENTS_WANTED = 1;
  private static final double SCORES_WANTED = 2;
  private static final double DONE = 3;
  private static final String GRAM = "gram";
  private static final String HEADS = "heads";

  private final @Nullable Double l2;
  private final double tolerance;
  private @Nullable Metric known;

  /** The metric depends on the state alone; it is kept because it takes long to compute. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Metric(double[] gram, double l2, Bound bound) {}

  /**
   * Softmax regression with this penalty.
   *
   * @param l2 finite and above 0; null for the best of a path
   * @throws IllegalArgumentException for another penalty
   */
  public ExactSoftmax(@Nullable Double l2) {
    this(l2, TOLERANCE);
  }

  ExactSoftmax(@Nullable Double l2, double tolerance) {
    if (l2 != null && (!(l2 > 0) || Double.isInfinite(l2))) {
      throw new IllegalArgumentException(
          "strategy: exact-softmax:%s (expected: finite and above 0)".formatted(l2));
    }
    this.l2 = l2;
    this.tolerance = tolerance;
  }

  @Override
  public Spec spec() {
    return l2 == null ? Spec.of(NAME) : Spec.of(NAME, l2);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS);
  }

  @Override
  public int usualRounds() {
    return MOST_ROUNDS;
  }

  @Override
  public boolean finished(ServerState state) {
    return stage(state) == DONE;
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    int width = model.features() + 1;
    ServerState state =
        new ServerState(initial)
            .with(STAGE, new double[] {MOMENTS_WANTED})
            .with(GRAM, new double[width * (width + 1) / 2])
            .with(HEADS, new double[l2 == null ? PATH.length * initial.size() : 0]);
    return Descent.start(state, initial.size());
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return stage(state) == MOMENTS_WANTED ? new Moments() : new GradientSum();
  }

  @Override
  public List<LocalWork> works(ServerState start, Hyperparameters hyper) {
    List<LocalWork> works = new ArrayList<>(List.of(new Moments(), new GradientSum()));
    if (l2 == null) {
      works.add(new Scores(PATH.length));
    }
    return List.copyOf(works);
  }

  @Override
  public Parameters sent(ServerState state) {
    return stage(state) == GRADIENTS_WANTED
        ? objective(state, 0).rows().parameters(Descent.trial(state))
        : state.parameters();
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    if (stage(state) == MOMENTS_WANTED) {
      return begun(state, aggregate);
    }
    double[] gram = gram(state);
    double examples = gram[gram.length - 1];
    if (aggregate.estimate().totalWeight() != examples) {
      throw new IllegalArgumentException(
          "strategy: %s, round %d sums the gradients of %.0f examples, and its moments were of %.0f (expected: the same clients in every round; go on with --resume when they are back, or start a new run)"
              .formatted(spec(), task.round(), aggregate.estimate().totalWeight(), examples));
    }
    ServerState next =
        Descent.evaluated(
            state,
            objective(state, Descent.penalty(state)),
            aggregate.trainLoss(),
            aggregate.mean(GradientSum.GRADIENT),
            this::bound);
    return descended(next);
  }

  /** Goes on to the next penalty for as long as minima are found; most are not found at once. */
  private ServerState descended(ServerState state) {
    ServerState next = state;
    while (Descent.gradientNorm(next) <= tolerance) {
      int at = Descent.penalty(next);
      if (l2 != null) {
        return ended(next, Descent.head(next, objective(next, at)));
      }
      next = remembered(next, at);
      if (at == PATH.length - 1) {
        return next.with(STAGE, new double[] {SCORES_WANTED});
      }
      next = Descent.next(next, objective(next, at), objective(next, at + 1), this::bound);
    }
    return next;
  }

  /** The state before the first gradient, at the ridge head. */
  private ServerState begun(ServerState state, Aggregate aggregate) {
    Head head = Head.of(state.parameters().layout());
    Statistics sums = Statistics.of(aggregate, head.classes());
    Parameters ridge = Fed3R.scaledAndCentred(state.parameters().layout(), sums);
    return Descent.begin(
        state
            .with(GRAM, Statistics.values(aggregate.total(Moments.SECOND)))
            .with(STAGE, new double[] {GRADIENTS_WANTED})
            .with(ridge),
        Doubles.widened(ridge.toArray()));
  }

  private static ServerState remembered(ServerState state, int at) {
    double[] heads = state.memory(HEADS);
    double[] w = Descent.position(state);
    System.arraycopy(w, 0, heads, at * w.length, w.length);
    return state.with(HEADS, heads);
  }

  private static ServerState ended(ServerState state, Parameters head) {
    return Descent.dropped(state)
        .with(head)
        .with(STAGE, new double[] {DONE})
        .with(GRAM, new double[0])
        .with(HEADS, new double[0]);
  }

  @Override
  public List<Parameters> candidates(ServerState state) {
    if (stage(state) != SCORES_WANTED) {
      return List.of();
    }
    return PenaltyGrid.split(state.memory(HEADS), state.parameters().layout());
  }

  @Override
  public ServerState choose(ServerState state, long[] correct) {
    PenaltyGrid.requireScores(correct);
    int best = 0;
    for (int k = 1; k < correct.length; k++) {
      best = correct[k] > correct[best] ? k : best;
    }
    return ended(state, candidates(state).get(best));
  }

  private Objective objective(ServerState state, int at) {
    return new Objective(Head.of(state.parameters().layout()), l2 == null ? PATH[at] : l2);
  }

  private synchronized Bound bound(ServerState state, Objective objective) {
    double[] gram = gram(state);
    Metric metric = known;
    if (metric == null || metric.gram() != gram || metric.l2() != objective.l2()) {
      metric = new Metric(gram, objective.l2(), Bound.of(gram, objective));
      known = metric;
    }
    return metric.bound();
  }

  /** Not a copy: it is large, and the same array in every round. */
  private static double[] gram(ServerState state) {
    return Objects.requireNonNull(state.memory().get(GRAM));
  }

  private static double stage(ServerState state) {
    return state.memory(STAGE)[0];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExactSoftmax e && Objects.equals(l2, e.l2) && tolerance == e.tolerance;
  }

  @Override
  public int hashCode() {
    return Objects.hash(l2, tolerance);
  }

  @Override
  public String toString() {
    return spec().toString();
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "[L2]",
          "softmax regression to convergence, by exact gradients of everybody",
          a -> new ExactSoftmax(a.count() == 0 ? null : a.number(0)));
    }
  }
}
