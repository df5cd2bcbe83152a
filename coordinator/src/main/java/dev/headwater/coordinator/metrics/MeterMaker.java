package dev.headwater.coordinator.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Registers meters as the enum describes them. */
final class MeterMaker {
  private final MeterRegistry registry;

  MeterMaker(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A counter; {@code values} are those of its tags, in their order. */
  Counter counter(Meters meter, String... values) {
    return Counter.builder(meter.meterName())
        .description(meter.meaning())
        .baseUnit(unit(meter))
        .tags(tags(meter, values))
        .register(registry);
  }

  /** A gauge, which is read on every scrape. */
  void gauge(Meters meter, Supplier<Number> value, String... values) {
    Gauge.builder(meter.meterName(), value)
        .description(meter.meaning())
        .baseUnit(unit(meter))
        .tags(tags(meter, values))
        .strongReference(true)
        .register(registry);
  }

  Timer timer(Meters meter) {
    return Timer.builder(meter.meterName()).description(meter.meaning()).register(registry);
  }

  private static @Nullable String unit(Meters meter) {
    return meter.unit().isEmpty() ? null : meter.unit();
  }

  private static List<Tag> tags(Meters meter, String... values) {
    if (values.length != meter.tags().size()) {
      throw new IllegalArgumentException(
          "%s: %d values (expected: one for each of %s)"
              .formatted(meter.meterName(), values.length, meter.tags()));
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.of(meter.tags().get(i), values[i]));
    }
    return tags;
  }
}
