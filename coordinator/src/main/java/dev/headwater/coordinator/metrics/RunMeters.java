package dev.headwater.coordinator.metrics;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.codec.WatchCodec;
import dev.headwater.v1.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Updates the {@link Meters} of one run. */
public final class RunMeters implements RoundListener, CohortMeters {
  private final MeterMaker make;
  private final SiteMeters sites;
  private final Counter rounds;
  private final Counter withoutSum;
  private final Timer duration;
  private final Counter bytesUp;
  private final Counter bytesDown;
  private final Counter waiting;
  private final Map<Receipt.Status, Counter> outcomes = new EnumMap<>(Receipt.Status.class);
  private final boolean forAnybody;
  private volatile boolean hidden;
  private volatile int round;
  private volatile int planned;
  private volatile int cohort;
  private volatile double accuracy = Double.NaN;
  private volatile double loss = Double.NaN;
  private volatile double trainLoss = Double.NaN;
  private volatile double epsilon = Double.NaN;
  private volatile double delta = Double.NaN;
  private volatile double budget = Double.POSITIVE_INFINITY;

  /**
   * Meters of a run that has not begun.
   *
   * @param version of this program
   * @param clock tells when a site was there
   * @param forAnybody whether they are shown to anybody who asks: then they do not tell who was
   *     asked, where that is secret
   */
  public RunMeters(
      MeterRegistry registry, String version, InstantSource clock, boolean forAnybody) {
    this.forAnybody = forAnybody;
    make = new MeterMaker(registry);
    sites = new SiteMeters(make, clock);
    make.gauge(Meters.INFO, () -> 1, version);
    rounds = make.counter(Meters.ROUNDS);
    withoutSum = make.counter(Meters.ROUNDS_WITHOUT_SUM);
    duration = make.timer(Meters.ROUND_DURATION);
    bytesUp = make.counter(Meters.BYTES, "up");
    bytesDown = make.counter(Meters.BYTES, "down");
    waiting = make.counter(Meters.WAITING);
    for (Receipt.Status status :
        new Receipt.Status[] {
          Receipt.Status.ACCEPTED,
          Receipt.Status.DUPLICATE,
          Receipt.Status.LATE,
          Receipt.Status.REFUSED
        }) {
      outcomes.put(
          status, make.counter(Meters.CONTRIBUTIONS, status.name().toLowerCase(Locale.ROOT)));
    }
    make.gauge(Meters.ROUND, () -> round);
    make.gauge(Meters.ROUNDS_PLANNED, () -> planned);
    make.gauge(Meters.COHORT, () -> cohort);
    make.gauge(Meters.EVAL_ACCURACY, () -> accuracy);
    make.gauge(Meters.EVAL_LOSS, () -> loss);
    make.gauge(Meters.TRAIN_LOSS, () -> trainLoss);
    make.gauge(Meters.EPSILON, () -> epsilon);
    make.gauge(Meters.DELTA, () -> delta);
    make.gauge(Meters.BUDGET, () -> budget);
  }

  /**
   * Reads on every scrape what only the coordinator knows.
   *
   * @param enrolled number of clients that are connected
   * @param ready whether rounds can be served
   */
  public void read(Supplier<Number> enrolled, BooleanSupplier ready) {
    make.gauge(Meters.ENROLLED, enrolled);
    make.gauge(Meters.READY, () -> ready.getAsBoolean() ? 1 : 0);
  }

  /**
   * The run's plan is known.
   *
   * @param rounds of the whole run
   * @param epsilonBudget limit of the run's epsilon, infinite for no limit
   */
  public void announce(int rounds, double epsilonBudget) {
    planned = rounds;
    budget = epsilonBudget;
  }

  @Override
  public void onTask(RoundTask task) {
    hidden = forAnybody && WatchCodec.secretCohort(task);
    round = task.round();
    cohort = task.cohort().size();
  }

  @Override
  public void onRound(RoundReport report) {
    rounds.increment();
    if (!report.aggregate().hasSum()) {
      withoutSum.increment();
    }
    duration.record(Duration.ofNanos((long) (report.seconds() * 1e9)));
    bytesDown.increment((double) report.aggregate().bytesDown());
    trainLoss = report.aggregate().trainLoss();
    Evaluation evaluation = report.evaluation();
    if (evaluation != null) {
      accuracy = evaluation.accuracy();
      loss = evaluation.loss();
    }
    PrivacySpent spent = report.privacy();
    if (spent != null) {
      epsilon = spent.epsilon();
      delta = spent.delta();
    }
  }

  @Override
  public void joined(String client) {
    sites.joined(client);
  }

  @Override
  public void left(String client) {
    sites.left(client);
  }

  @Override
  public void answered(Receipt.Status status) {
    Counter counter = outcomes.get(status);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void judged(String client, Receipt.Status status, double seconds) {
    if (hidden) {
      return;
    }
    if (status == Receipt.Status.ACCEPTED) {
      sites.accepted(client, seconds);
    } else if (status == Receipt.Status.REFUSED) {
      sites.refused(client);
    }
  }

  @Override
  public void up(int bytes) {
    bytesUp.increment(bytes);
  }

  @Override
  public void down(long bytes) {
    bytesDown.increment((double) bytes);
  }

  @Override
  public void waited(long nanos) {
    waiting.increment(nanos / 1e9);
  }
}
