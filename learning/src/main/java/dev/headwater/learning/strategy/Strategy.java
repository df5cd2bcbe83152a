package dev.headwater.learning.strategy;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Scores;
import dev.headwater.learning.work.Sgd;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A federated algorithm: what clients do, and how the coordinator updates its state from the
 * aggregate. Immutable and without I/O: the {@link ServerState} is its only state between rounds,
 * so a checkpoint holds everything.
 *
 * <p>Your own algorithm implements {@link #update}; docs/extending.md shows one.
 */
public interface Strategy {

  /**
   * {@return its name and arguments, as the table of strategies parses them; for your own class the
   * class name}
   */
  default Spec spec() {
    return Spec.of(getClass().getName());
  }

  /** {@return what it requires of the run; empty for a strategy that fits every run} */
  default Set<Need> needs() {
    return Set.of();
  }

  /**
   * {@return the number of rounds that it takes, if it determines that beforehand; the run's
   * setting is the upper bound}
   */
  default OptionalInt rounds() {
    return OptionalInt.empty();
  }

  /** {@return the number of rounds that a run has if its user names none; at least 1} */
  default int usualRounds() {
    return 40;
  }

  /**
   * {@return whether nothing is left to do, so that the run ends before its last round}
   *
   * @param state after a round
   */
  default boolean finished(ServerState state) {
    return false;
  }

  /**
   * {@return the state before the first round}
   *
   * <p>It contains every vector that the strategy will keep, at its full length, so that a run
   * cannot resume from the state of another strategy.
   *
   * @param model what is trained
   * @param initial the parameters before the first round, in the model's layout
   */
  default ServerState start(Model model, Parameters initial) {
    return new ServerState(initial);
  }

  /**
   * {@return what clients do in a round, one of the kinds in {@link #works}}
   *
   * @param state before the round
   * @param hyper the run's, with this round's learning rate
   */
  default LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Sgd(hyper);
  }

  /**
   * {@return every kind of work that a run asks for, in order, so that all of them are checked
   * before the first round; {@link Scores} too, if there are {@link #candidates}}
   *
   * @param start before the first round
   * @param hyper the run's
   */
  default List<LocalWork> works(ServerState start, Hyperparameters hyper) {
    return List.of(work(start, hyper));
  }

  /**
   * {@return the parameters that clients work from in a round}
   *
   * <p>Those of the state by default, which are scored, published and written. Another vector for
   * an algorithm that looks ahead, or works in other coordinates.
   *
   * @param state before the round
   */
  default Parameters sent(ServerState state) {
    return state.parameters();
  }

  /**
   * {@return the float32 vectors that are sent to clients in addition to the parameters}
   *
   * @param state before the round
   */
  default NamedVectors broadcast(ServerState state) {
    return NamedVectors.NONE;
  }

  /**
   * {@return the state after a round that gave a sum}
   *
   * @param state before the round
   * @param task who was asked, and what; under a promise about whole clients without who
   * @param aggregate has a sum; under a promise about whole clients only the sum
   * @throws IllegalArgumentException if the sums cannot be used; the message says what to do
   */
  ServerState update(ServerState state, RoundTask task, Aggregate aggregate);

  /**
   * {@return parameters between which scores on held-out examples decide, if a decision is due;
   * empty otherwise}
   *
   * <p>The run has them scored on what clients hold out, in a round of its own, or on the
   * coordinator's test set, and gives the counts to {@link #choose}.
   *
   * @param state after a round
   */
  default List<Parameters> candidates(ServerState state) {
    return List.of();
  }

  /**
   * {@return the state after the decision}
   *
   * @param state in which {@link #candidates} are pending
   * @param correct number of correctly classified examples by candidate, in their order; empty if
   *     no client holds out anything
   * @throws IllegalArgumentException if it is empty, and the strategy cannot do without
   */
  default ServerState choose(ServerState state, long[] correct) {
    throw new IllegalStateException("strategy: %s has no candidates".formatted(spec()));
  }
}
