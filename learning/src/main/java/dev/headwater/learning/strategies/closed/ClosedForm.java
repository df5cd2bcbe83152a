package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A head that follows from one round of {@link Moments} and a penalty, which is given or chosen
 * from a grid by scores in a second round.
 */
interface ClosedForm extends Strategy {

  /** The argument, in the unit of {@link #solver}; null for the best of the grid. */
  @Nullable Double penalty();

  /** Solves for a head with a penalty. */
  DoubleFunction<Parameters> solver(Layout layout, Statistics sums);

  /** What a gamma of the grid is multiplied by. */
  double unit(Statistics sums);

  @Override
  default Set<Need> needs() {
    return Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS);
  }

  /** One for the sums, which contain all that the solution needs, and one for scores. */
  @Override
  default OptionalInt rounds() {
    return OptionalInt.of(penalty() == null ? 2 : 1);
  }

  @Override
  default boolean finished(ServerState state) {
    return PenaltyGrid.finished(state);
  }

  @Override
  default ServerState start(Model model, Parameters initial) {
    return PenaltyGrid.start(initial, penalty() == null);
  }

  @Override
  default LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Moments();
  }

  @Override
  default List<LocalWork> works(ServerState start, Hyperparameters hyper) {
    return penalty() == null
        ? List.of(new Moments(), new Scores(PenaltyGrid.GAMMAS.length))
        : List.of(new Moments());
  }

  @Override
  default ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    Layout layout = state.parameters().layout();
    Statistics sums = Statistics.of(aggregate, Head.of(layout).classes());
    DoubleFunction<Parameters> solver = solver(layout, sums);
    Double given = penalty();
    if (given != null) {
      return PenaltyGrid.solved(state, solver.apply(given));
    }
    double unit = unit(sums);
    return PenaltyGrid.pending(state, gamma -> solver.apply(gamma * unit));
  }

  @Override
  default List<Parameters> candidates(ServerState state) {
    return PenaltyGrid.candidates(state);
  }

  @Override
  default ServerState choose(ServerState state, long[] correct) {
    return PenaltyGrid.choose(state, correct);
  }
}
