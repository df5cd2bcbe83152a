package dev.headwater.learning.strategies.closed;

import com.google.auto.service.AutoService;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.ClassSums;
import dev.headwater.learning.work.LocalWork;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Nearest class mean (FedNCM; Legate, Bernier, Page-Caccia, Oyallon and Belilovsky 2023, "Guiding
 * The Last Layer in Federated Learning with Pre-Trained Models", section 3). Clients upload the
 * exact sums of their features by class once. With the mean {@code m_c} of class c the head is
 *
 * <pre>
 * w_c = m_c        b_c = -|m_c|^2 / 2
 * </pre>
 *
 * whose largest logit is the class of the nearest mean, because {@code |x - m_c|^2 = |x|^2 - 2 (w_c
 * x + b_c)}. A class without examples gets {@code w_c = 0} and a bias below all others, so that it
 * is never the answer for features of at least 0. The result is the same, bit for bit, for every
 * split of the examples across clients.
 */
public record FedNcm() implements Strategy {
  private static final String NAME = "fedncm";

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS);
  }

  /** One: the sums contain all that the solution needs. */
  @Override
  public OptionalInt rounds() {
    return OptionalInt.of(1);
  }

  @Override
  public boolean finished(ServerState state) {
    return PenaltyGrid.finished(state);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return PenaltyGrid.start(initial, false);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new ClassSums();
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    Head head = Head.of(state.parameters().layout());
    ExactSum.Total total = aggregate.total(ClassSums.CLASS);
    int features = head.features();
    float[] flat = new float[state.parameters().size()];
    double lowest = 0;
    for (int c = 0; c < head.classes(); c++) {
      int row = c * (features + 1);
      double count = total.units()[row + features]; // on the grid of the sums, which cancels
      double square = 0;
      for (int j = 0; j < features && count > 0; j++) {
        double mean = total.units()[row + j] / count;
        flat[c * features + j] = (float) mean;
        square += mean * mean;
      }
      flat[head.classes() * features + c] = (float) (-square / 2);
      lowest = Math.min(lowest, -square / 2);
    }
    for (int c = 0; c < head.classes(); c++) {
      if (total.units()[c * (features + 1) + features] == 0) {
        flat[head.classes() * features + c] = (float) (lowest - 1);
      }
    }
    return PenaltyGrid.solved(state, Parameters.owning(state.parameters().layout(), flat));
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "the nearest class mean, one round", a -> new FedNcm());
    }
  }
}
