package dev.headwater.examples;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.work.Sgd;

/**
 * A strategy: Nesterov momentum at the server (the outer optimiser of DiLoCo, Douillard et al.
 * 2023). With the mean delta {@code d} of a round, {@code m = beta m + d}, {@code w += d + beta m}.
 *
 * @param beta in [0, 1)
 */
public record OuterNesterov(double beta) implements Strategy {
  private static final String MOMENTUM = "momentum";

  public OuterNesterov {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(
          "strategy: beta %s (expected: at least 0 and below 1)".formatted(beta));
    }
  }

  /** How --strategy dev.headwater.examples.OuterNesterov:0.9 makes one. */
  public OuterNesterov(Arguments arguments) {
    this(arguments.number(0, 0.9));
  }

  @Override
  public Spec spec() {
    return Spec.of(OuterNesterov.class.getName(), beta);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return new ServerState(initial).with(MOMENTUM, new double[initial.size()]);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    double[] delta = aggregate.mean(Sgd.DELTA);
    double[] momentum = state.memory(MOMENTUM); // a copy
    double[] step = new double[delta.length];
    for (int j = 0; j < delta.length; j++) {
      momentum[j] = beta * momentum[j] + delta[j];
      step[j] = delta[j] + beta * momentum[j];
    }
    return state.moved(step).with(MOMENTUM, momentum);
  }
}
