package dev.headwater.learning.strategies.stages;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Doubles;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.FeatureMoments;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A strategy whose clients train on standardised features: every feature minus its mean, over its
 * deviation. Features of a frozen backbone differ in scale by orders of magnitude, which
 * first-order steps take long to make up for.
 *
 * <p>The scaling is given, or comes from exact sums over all clients in a round of its own ({@link
 * FeatureMoments}). With {@code v_j} the variance of feature j and {@code v} the mean variance
 *
 * <pre>
 * scale_j = 1 / sqrt(v_j + {@value #FLOOR} v)        0 where v_j = 0
 * </pre>
 *
 * so that a feature that hardly varies is not blown up. The inner strategy's parameters are those
 * of the head on standardised features; the state's are folded back ({@link Scaling#fold}), so that
 * what is scored, published and written takes features as they are.
 *
 * @param inner trains a linear head by gradients
 * @param given public statistics; null for sums over the clients
 */
public record Standardised(Strategy inner, @Nullable Scaling given) implements Strategy {
  /** Added to every variance, relative to the mean variance. */
  static final double FLOOR = 1e-3;

  private static final String PREFIX = "in/";
  private static final String STAGE = "standardised/stage";
  private static final String MEAN = "standardised/mean";
  private static final String SCALE = "standardised/scale";
  private static final String WEIGHTS = "standardised/weights";

  private static final double MOMENTS_WANTED = 0;
  private static final double SCALING_KNOWN = 1;
  private static final double TRAINED = 2;

  /**
   * {@return whether it is a linear head that clients take local steps on: what standardised
   * features are for}
   *
   * @param inner the strategy
   * @param model what is learned
   * @param hyper how clients train
   */
  public static boolean fits(Strategy inner, Model model, Hyperparameters hyper) {
    return model instanceof LinearModel
        && inner.works(inner.start(model, model.initial(1)), hyper).stream()
            .allMatch(Sgd.class::isInstance);
  }

  @Override
  public Spec spec() {
    return inner.spec();
  }

  @Override
  public Set<Need> needs() {
    Set<Need> needs = new HashSet<>(inner.needs());
    needs.add(Need.LINEAR_HEAD);
    return Set.copyOf(needs);
  }

  @Override
  public OptionalInt rounds() {
    OptionalInt rounds = inner.rounds();
    return rounds.isEmpty() || given != null ? rounds : OptionalInt.of(rounds.getAsInt() + 1);
  }

  @Override
  public int usualRounds() {
    return inner.usualRounds();
  }

  @Override
  public boolean finished(ServerState state) {
    return stage(state) == TRAINED && inner.finished(inside(state));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the model is not linear, or the scaling is of another width
   */
  @Override
  public ServerState start(Model model, Parameters initial) {
    if (!(model instanceof LinearModel)) {
      throw new IllegalArgumentException(
          "standardise: with head %s (expected: none, or head linear, into which a scale can be folded)"
              .formatted(model.spec()));
    }
    int features = model.features();
    if (given != null && given.mean().length != features) {
      throw new IllegalArgumentException(
          "standardise: statistics of %d features (expected: %d, as the backbone gives)"
              .formatted(given.mean().length, features));
    }
    ServerState state =
        new ServerState(initial)
            .with(STAGE, new double[] {given == null ? MOMENTS_WANTED : SCALING_KNOWN})
            .with(MEAN, given == null ? new double[features] : Doubles.widened(given.mean()))
            .with(SCALE, given == null ? new double[features] : Doubles.widened(given.scale()))
            .with(WEIGHTS, new double[initial.size()]);
    return SubState.outside(state, PREFIX, inner.start(model, initial));
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return stage(state) == MOMENTS_WANTED ? new FeatureMoments() : inner.work(inside(state), hyper);
  }

  @Override
  public List<LocalWork> works(ServerState start, Hyperparameters hyper) {
    List<LocalWork> works = new ArrayList<>();
    if (given == null) {
      works.add(new FeatureMoments());
    }
    for (LocalWork work : inner.works(inside(start), hyper)) {
      if (work.statistics()) {
        throw new IllegalArgumentException(
            "standardise: with strategy %s (expected: none; a closed form does not depend on the scale of gradients)"
                .formatted(spec()));
      }
      works.add(work);
    }
    return works;
  }

  @Override
  public Parameters sent(ServerState state) {
    return stage(state) == MOMENTS_WANTED ? state.parameters() : inner.sent(inside(state));
  }

  @Override
  public NamedVectors broadcast(ServerState state) {
    if (stage(state) == MOMENTS_WANTED) {
      return NamedVectors.NONE;
    }
    Map<String, float[]> vectors = new HashMap<>(scaling(state).broadcast());
    NamedVectors own = inner.broadcast(inside(state));
    own.names().forEach(name -> vectors.put(name, own.get(name)));
    return NamedVectors.owning(vectors);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    if (stage(state) == MOMENTS_WANTED) {
      return known(state, aggregate);
    }
    ServerState next =
        ServerState.requireNext(
            inner.update(inside(state), task, aggregate),
            inner.spec(),
            state.parameters().layout());
    Parameters weights = next.parameters();
    return SubState.outside(state, PREFIX, next)
        .with(scaling(state).fold(weights))
        .with(WEIGHTS, Doubles.widened(weights.toArray()))
        .with(STAGE, new double[] {TRAINED});
  }

  private static ServerState known(ServerState state, Aggregate aggregate) {
    long[] first = aggregate.total(FeatureMoments.FIRST).units();
    long[] squares = aggregate.total(FeatureMoments.SQUARES).units();
    double unit = aggregate.total(FeatureMoments.FIRST).grid().unit();
    double examples = first[squares.length] / unit;
    double[] mean = new double[squares.length];
    double[] variance = new double[squares.length];
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      mean[j] = first[j] / unit / examples;
      variance[j] = Math.max(0, squares[j] / unit / unit / examples - mean[j] * mean[j]);
      sum += variance[j];
    }
    double floor = FLOOR * sum / mean.length;
    double[] scale = new double[mean.length];
    for (int j = 0; j < scale.length; j++) {
      mean[j] = (float) mean[j];
      scale[j] = variance[j] == 0 ? 0 : (float) (1 / Math.sqrt(variance[j] + floor));
    }
    return state.with(MEAN, mean).with(SCALE, scale).with(STAGE, new double[] {SCALING_KNOWN});
  }

  private static double stage(ServerState state) {
    return state.memory(STAGE)[0];
  }

  private static Scaling scaling(ServerState state) {
    return new Scaling(Doubles.rounded(state.memory(MEAN)), Doubles.rounded(state.memory(SCALE)));
  }

  /** The inner strategy's state; until it has trained, its parameters follow from the state's. */
  private static ServerState inside(ServerState state) {
    double stage = stage(state);
    Parameters weights =
        stage == TRAINED
            ? Parameters.owning(state.parameters().layout(), Doubles.rounded(state.memory(WEIGHTS)))
            : stage == SCALING_KNOWN
                ? scaling(state).unfold(state.parameters())
                : state.parameters();
    return SubState.inside(state, PREFIX, weights);
  }
}
