package dev.headwater.learning.strategy;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A federated algorithm: what clients are asked to do, and what the coordinator makes of the
 * aggregate. Immutable and without I/O: all that it carries from round to round is the {@link
 * ServerState}, so a checkpoint is the whole of it.
 *
 * <p>An algorithm of your own implements {@link #update}; docs/extending.md shows one.
 */
public interface Strategy {

  /**
   * Its name and arguments, as the table of strategies reads them; for a class of your own its
   * name.
   */
  default Spec spec() {
    return Spec.of(getClass().getName());
  }

  /** What it takes for granted of the run. */
  default Set<Need> needs() {
    return Set.of();
  }

  /** The rounds that it takes, where it is the strategy that knows; the run's number is a bound. */
  default OptionalInt rounds() {
    return OptionalInt.empty();
  }

  /**
   * The state before the first round. Every vector that the strategy will remember is in it, at its
   * full length: that is how a run is kept from going on with the state of another strategy.
   */
  default ServerState start(Model model, Parameters initial) {
    return new ServerState(initial);
  }

  /**
   * What clients do in a round. The kind of work, what it uploads and whether it keeps memory must
   * be the same in every round.
   *
   * @param hyper the run's, with this round's learning rate
   */
  default LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Sgd(hyper);
  }

  /** What is sent to clients beside the parameters. */
  default NamedVectors broadcast(ServerState state) {
    return NamedVectors.NONE;
  }

  /**
   * The state after a round that gave a sum.
   *
   * @param task who was asked what; under a promise about whole clients not who
   * @param aggregate has a sum; under a promise about whole clients nothing but the sum
   * @throws IllegalArgumentException if the sums cannot be used, with what to do about it
   */
  ServerState update(ServerState state, RoundTask task, Aggregate aggregate);
}
