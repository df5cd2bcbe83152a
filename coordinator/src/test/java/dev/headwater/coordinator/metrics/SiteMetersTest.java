package dev.headwater.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.Sample;
import dev.headwater.v1.Receipt;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SiteMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong(1000);
  private final RunMeters meters =
      new RunMeters(registry, "test", () -> Instant.ofEpochSecond(now.get()), false);

  private double value(Meters meter, String site) {
    Meter found = registry.get(meter.meterName()).tag("site", site).meter();
    return found instanceof Gauge gauge
        ? gauge.value()
        : registry.get(meter.meterName()).tag("site", site).counter().count();
  }

  @Test
  void siteIsSeenAsLongAsItIsConnectedAndAnswersAreCounted() {
    meters.joined("north");
    now.set(2000);
    assertThat(value(Meters.SITE_CONNECTED, "north")).isEqualTo(1);
    assertThat(value(Meters.SITE_LAST_SEEN, "north")).isEqualTo(2000);
    meters.judged("north", Receipt.Status.ACCEPTED, 1.5);
    meters.judged("north", Receipt.Status.ACCEPTED, 2);
    meters.judged("north", Receipt.Status.DUPLICATE, 9);
    meters.judged("north", Receipt.Status.REFUSED, 9);
    meters.left("north");
    now.set(5000);
    assertThat(value(Meters.SITE_CONNECTED, "north")).isZero();
    assertThat(value(Meters.SITE_LAST_SEEN, "north")).isEqualTo(2000);
    assertThat(value(Meters.SITE_ROUNDS, "north")).isEqualTo(2);
    assertThat(value(Meters.SITE_ANSWERING, "north")).isEqualTo(3.5);
    assertThat(value(Meters.SITE_REFUSED, "north")).isEqualTo(1);
  }

  @Test
  void namesBeyondTheBoundShareOneSite() {
    for (int i = 0; i < SiteMeters.MOST + 50; i++) {
      meters.joined("tab-" + i);
      meters.judged("tab-" + i, Receipt.Status.ACCEPTED, 1);
    }
    assertThat(registry.find(Meters.SITE_ROUNDS.meterName()).meters()).hasSize(SiteMeters.MOST + 1);
    assertThat(value(Meters.SITE_CONNECTED, "tab-0")).isEqualTo(1);
    assertThat(value(Meters.SITE_CONNECTED, SiteMeters.OTHERS)).isEqualTo(50);
    assertThat(value(Meters.SITE_ROUNDS, SiteMeters.OTHERS)).isEqualTo(50);
  }

  @Test
  void whoWasAskedIsNotToldToAnybodyWhereThatIsSecret() {
    SimpleMeterRegistry open = new SimpleMeterRegistry();
    RunMeters shown = new RunMeters(open, "test", () -> Instant.ofEpochSecond(1), true);
    shown.joined("north");
    shown.onTask(Sample.secretTask());
    shown.judged("north", Receipt.Status.ACCEPTED, 1);
    assertThat(open.get(Meters.SITE_ROUNDS.meterName()).counter().count()).isZero();

    meters.joined("north");
    meters.onTask(Sample.secretTask()); // for operators alone
    meters.judged("north", Receipt.Status.ACCEPTED, 1);
    assertThat(value(Meters.SITE_ROUNDS, "north")).isEqualTo(1);
  }

  @Test
  void clientThatIsCalledLikeTheOthersIsOneOfThem() {
    meters.joined(SiteMeters.OTHERS);
    meters.joined("north");
    assertThat(value(Meters.SITE_CONNECTED, SiteMeters.OTHERS)).isEqualTo(1);
    assertThat(value(Meters.SITE_CONNECTED, "north")).isEqualTo(1);
  }
}
