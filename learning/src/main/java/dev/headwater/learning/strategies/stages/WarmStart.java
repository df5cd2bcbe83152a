package dev.headwater.learning.strategies.stages;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Two strategies in turn: the first one ends by itself, and its head is where the second one
 * starts. The rounds of the first ask every client, whatever the run's cohort size.
 *
 * <p>A ridge head is a regression on 0 and 1: its logits are too small for the softmax, which would
 * first unlearn it. So they are multiplied by {@code scale}, which changes no prediction.
 *
 * @param first ends by itself
 * @param then starts from its parameters; the vectors that it remembers at its start must not
 *     depend on them
 * @param scale multiplies the first one's parameters, above 0
 */
public record WarmStart(Strategy first, Strategy then, double scale) implements Strategy {
  private static final String FIRST = "first/";
  private static final String THEN = "then/";
  private static final String SWITCHED = "switched";

  /**
   * Refuses strategies that do not end, and scales outside their range.
   *
   * @param first its {@link Strategy#rounds} is present
   * @param then any strategy
   * @param scale finite and above 0
   * @throws IllegalArgumentException for others
   */
  public WarmStart {
    if (first.rounds().isEmpty()) {
      throw new IllegalArgumentException(
          "start: %s (expected: a strategy that ends by itself, such as fed3r)"
              .formatted(first.spec()));
    }
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "start: a scale of %s (expected: finite and above 0)".formatted(scale));
    }
  }

  /**
   * {@return the two in turn, with the scale that fits the logits of the first}
   *
   * @param first ends by itself
   * @param then starts from its parameters
   * @throws IllegalArgumentException if the first does not end
   */
  public static WarmStart of(Strategy first, Strategy then) {
    return new WarmStart(first, then, first instanceof Fed3R ? Fed3R.LOGIT_SCALE : 1);
  }

  /** That of the second strategy. */
  @Override
  public Spec spec() {
    return then.spec();
  }

  @Override
  public Set<Need> needs() {
    Set<Need> needs = new HashSet<>(first.needs());
    needs.remove(Need.EVERYBODY);
    needs.addAll(then.needs());
    return Set.copyOf(needs);
  }

  @Override
  public OptionalInt rounds() {
    OptionalInt rounds = then.rounds();
    return rounds.isEmpty()
        ? rounds
        : OptionalInt.of(first.rounds().getAsInt() + rounds.getAsInt());
  }

  @Override
  public int usualRounds() {
    return then.usualRounds();
  }

  @Override
  public boolean finished(ServerState state) {
    return switched(state) && then.finished(second(state));
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    ServerState state = new ServerState(initial).with(SWITCHED, new double[] {0});
    state = SubState.outside(state, FIRST, first.start(model, initial));
    return SubState.outside(state, THEN, then.start(model, initial));
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return switched(state) ? then.work(second(state), hyper) : first.work(one(state), hyper);
  }

  @Override
  public List<LocalWork> works(ServerState start, Hyperparameters hyper) {
    List<LocalWork> works = new ArrayList<>(first.works(one(start), hyper));
    works.addAll(then.works(second(start), hyper));
    return works;
  }

  @Override
  public Parameters sent(ServerState state) {
    return switched(state) ? then.sent(second(state)) : first.sent(one(state));
  }

  @Override
  public NamedVectors broadcast(ServerState state) {
    return switched(state) ? then.broadcast(second(state)) : first.broadcast(one(state));
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    if (switched(state)) {
      ServerState next =
          ServerState.requireNext(
              then.update(second(state), task, aggregate),
              then.spec(),
              state.parameters().layout());
      return SubState.outside(state, THEN, next).with(next.parameters());
    }
    return after(state, first.update(one(state), task, aggregate));
  }

  @Override
  public List<Parameters> candidates(ServerState state) {
    return switched(state) ? then.candidates(second(state)) : first.candidates(one(state));
  }

  @Override
  public ServerState choose(ServerState state, long[] correct) {
    if (switched(state)) {
      ServerState next = then.choose(second(state), correct);
      return SubState.outside(state, THEN, next).with(next.parameters());
    }
    long[] counts = correct.length == 0 ? usual(first.candidates(one(state)), state) : correct;
    return after(state, first.choose(one(state), counts));
  }

  /** Where no client holds out anything, the head that the state has will do for a start. */
  private static long[] usual(List<Parameters> candidates, ServerState state) {
    long[] counts = new long[candidates.size()];
    counts[Math.max(0, candidates.indexOf(state.parameters()))] = 1;
    return counts;
  }

  private ServerState after(ServerState state, ServerState next) {
    ServerState outer = SubState.outside(state, FIRST, next);
    return first.finished(next)
        ? outer.with(scaled(next.parameters())).with(SWITCHED, new double[] {1})
        : outer.with(next.parameters());
  }

  private Parameters scaled(Parameters parameters) {
    float[] values = parameters.toArray();
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) (values[j] * scale);
    }
    return Parameters.owning(parameters.layout(), values);
  }

  private static boolean switched(ServerState state) {
    return state.memory(SWITCHED)[0] == 1;
  }

  private static ServerState one(ServerState state) {
    return SubState.inside(state, FIRST, state.parameters());
  }

  private static ServerState second(ServerState state) {
    return SubState.inside(state, THEN, state.parameters());
  }
}
