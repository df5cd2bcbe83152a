package dev.headwater.coordinator.metrics;

import io.micrometer.core.instrument.Counter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Meters by site. A site is a client's name, which belongs to one key. The first {@value #MOST}
 * names that join have series of their own, all others share those of {@value #OTHERS}: whoever may
 * join cannot fill Prometheus with names.
 */
final class SiteMeters {
  /** Names with series of their own. */
  static final int MOST = 200;

  /** The site of all further names. */
  static final String OTHERS = "others";

  private final MeterMaker make;
  private final InstantSource clock;
  private final Map<String, Site> sites = new LinkedHashMap<>();

  SiteMeters(MeterMaker make, InstantSource clock) {
    this.make = make;
    this.clock = clock;
  }

  /** A client is connected. */
  void joined(String client) {
    site(client).joined();
  }

  /** A client is connected no longer. */
  void left(String client) {
    site(client).left();
  }

  /**
   * An answer was accepted.
   *
   * @param seconds since its round has begun
   */
  void accepted(String client, double seconds) {
    Site site = site(client);
    site.rounds.increment();
    site.answering.increment(seconds);
  }

  /** An answer was refused. */
  void refused(String client) {
    site(client).refused.increment();
  }

  private synchronized Site site(String client) {
    Site known = sites.get(client);
    if (known != null) {
      return known;
    }
    boolean own = sites.size() < MOST && !client.equals(OTHERS);
    return own
        ? sites.computeIfAbsent(client, Site::new)
        : sites.computeIfAbsent(OTHERS, Site::new);
  }

  private final class Site {
    final Counter rounds;
    final Counter refused;
    final Counter answering;
    private int connected;
    private double lastSeen;

    Site(String name) {
      rounds = make.counter(Meters.SITE_ROUNDS, name);
      refused = make.counter(Meters.SITE_REFUSED, name);
      answering = make.counter(Meters.SITE_ANSWERING, name);
      lastSeen = now();
      make.gauge(Meters.SITE_CONNECTED, this::connected, name);
      make.gauge(Meters.SITE_LAST_SEEN, this::lastSeen, name);
    }

    synchronized void joined() {
      connected++;
    }

    synchronized void left() {
      connected--;
      lastSeen = now();
    }

    synchronized int connected() {
      return connected;
    }

    synchronized double lastSeen() {
      return connected > 0 ? now() : lastSeen;
    }

    private double now() {
      return clock.millis() / 1e3;
    }
  }
}
