package dev.headwater.coordinator.metrics;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.v1.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Updates the {@link Meters} of one run. */
public final class RunMeters implements RoundListener, CohortMeters {
  private final Counter rounds;
  private final Timer duration;
  private final Counter bytesUp;
  private final Counter bytesDown;
  private final Counter waiting;
  private final Map<Receipt.Status, Counter> outcomes = new EnumMap<>(Receipt.Status.class);
  private volatile int round;
  private volatile int cohort;
  private volatile double accuracy = Double.NaN;
  private volatile double loss = Double.NaN;
  private volatile double trainLoss = Double.NaN;
  private final MeterRegistry registry;

  public RunMeters(MeterRegistry registry) {
    this.registry = registry;
    rounds = counter(Meters.ROUNDS);
    duration =
        Timer.builder(Meters.ROUND_DURATION.meterName())
            .description(Meters.ROUND_DURATION.description())
            .register(registry);
    bytesUp = counter(Meters.BYTES, "up");
    bytesDown = counter(Meters.BYTES, "down");
    waiting = counter(Meters.WAITING);
    for (Receipt.Status status :
        new Receipt.Status[] {
          Receipt.Status.ACCEPTED,
          Receipt.Status.DUPLICATE,
          Receipt.Status.LATE,
          Receipt.Status.REFUSED
        }) {
      outcomes.put(status, counter(Meters.CONTRIBUTIONS, status.name().toLowerCase(Locale.ROOT)));
    }
    gauge(Meters.ROUND, () -> round);
    gauge(Meters.COHORT, () -> cohort);
    gauge(Meters.EVAL_ACCURACY, () -> accuracy);
    gauge(Meters.EVAL_LOSS, () -> loss);
    gauge(Meters.TRAIN_LOSS, () -> trainLoss);
  }

  /** Reads the number of enrolled clients on every scrape. */
  public void enrolled(Supplier<Number> enrolled) {
    gauge(Meters.ENROLLED, enrolled);
  }

  private Counter counter(Meters meter) {
    return builder(meter).register(registry);
  }

  private Counter counter(Meters meter, String tagValue) {
    return builder(meter).tag(meter.tag(), tagValue).register(registry);
  }

  private static Counter.Builder builder(Meters meter) {
    return Counter.builder(meter.meterName())
        .description(meter.description())
        .baseUnit(meter.unit());
  }

  private void gauge(Meters meter, Supplier<Number> value) {
    Gauge.builder(meter.meterName(), value)
        .description(meter.description())
        .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void onTask(RoundTask task) {
    round = task.round();
    cohort = task.cohort().size();
  }

  @Override
  public void onRound(RoundReport report) {
    rounds.increment();
    duration.record(Duration.ofNanos((long) (report.seconds() * 1e9)));
    bytesDown.increment((double) report.aggregate().bytesDown());
    trainLoss = report.aggregate().trainLoss();
    Evaluation evaluation = report.evaluation();
    if (evaluation != null) {
      accuracy = evaluation.accuracy();
      loss = evaluation.loss();
    }
  }

  @Override
  public void answered(Receipt.Status status) {
    Counter counter = outcomes.get(status);
    if (counter != null) {
      counter.increment();
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
