package dev.headwater.learning.strategies.memory;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;

/**
 * Personal heads beside the global one (Ditto; Li, Hu, Beirami and Smith 2021, "Ditto: Fair and
 * Robust Federated Learning Through Personalization", algorithm 1). The global parameters {@code x}
 * are those of {@link dev.headwater.learning.strategies.FedAvg}, bit for bit. Each client also
 * minimises {@code F_k(v) + lambda/2 |v - x|^2} from the personal head {@code v} that it keeps
 * ({@link Sgd.Form#PERSONAL}); {@code v} never leaves the client, and is scored on its held-out
 * examples beside {@code x} where clients are asked for scores.
 *
 * @param lambda weight of the pull towards {@code x}, at least 0; 0 gives heads that each client
 *     trains alone
 */
public record Ditto(double lambda) implements Strategy {
  private static final String NAME = "ditto";

  /**
   * Refuses weights outside their range.
   *
   * @param lambda finite and at least 0
   * @throws IllegalArgumentException for another weight
   */
  public Ditto {
    if (!(lambda >= 0 && Double.isFinite(lambda))) {
      throw new IllegalArgumentException(
          "strategy: ditto:%s (expected: finite and at least 0)".formatted(lambda));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, lambda);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    if (hyper.proximalMu() > 0) {
      throw new IllegalArgumentException(
          "strategy: %s with proximal mu %s (expected: 0; lambda pulls the personal heads, and the global one is that of fedavg)"
              .formatted(spec(), hyper.proximalMu()));
    }
    return new Sgd(hyper.withProximalMu(lambda), Sgd.Form.PERSONAL);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    return state.moved(aggregate.mean(Sgd.DELTA));
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "LAMBDA=0.1",
          "as fedavg, and every client keeps a head of its own",
          a -> new Ditto(a.number(0)));
    }
  }
}
