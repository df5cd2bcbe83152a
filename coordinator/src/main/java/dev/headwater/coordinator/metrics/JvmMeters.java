package dev.headwater.coordinator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;

/** Micrometer's meters of the Java process, of which /metrics has those of the enum. */
public final class JvmMeters implements AutoCloseable {
  private final JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();

  /** Registers them; from here on {@code registry} takes no meter that the enum does not name. */
  public JvmMeters(MeterRegistry registry) {
    registry
        .config()
        .meterFilter(MeterFilter.denyUnless(id -> Meters.named(id.getName()).isPresent()));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    pressure.bindTo(registry);
  }

  /** No longer listens to the garbage collector. */
  @Override
  public void close() {
    pressure.close();
  }
}
