package dev.headwater.learning.rounds;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.work.ClippedMoments;

/** Refuses releases of clipped statistics whose noise is made for something else. */
final class Release {
  private Release() {}

  /** Refuses to run with clipped statistics and without noise. */
  static void requirePromised(RunSettings settings) {
    boolean clipped =
        settings.strategy().works(settings.start(), settings.hyper()).stream()
            .anyMatch(ClippedMoments.class::isInstance);
    if (clipped && settings.promise() == null) {
      throw Agreement.refused(
          "strategy: %s of clipped statistics without a privacy promise"
              .formatted(settings.strategy().spec()),
          "a promise; without one nothing is clipped, and fed3r is exact");
    }
  }

  static void require(ClippedMoments work, Spec strategy, Promise promise) {
    Mechanism mechanism = promise.mechanism();
    if (mechanism instanceof Mechanism.Local) {
      throw Agreement.refused(
          "strategy: %s with local noise".formatted(strategy),
          "central or distributed noise, or --privacy example; all the noise on every client's statistics would drown them");
    }
    if (mechanism instanceof Mechanism.ExampleLevel) {
      throw Agreement.refused(
          "strategy: %s with DP-SGD".formatted(strategy),
          "one release by example; there are no training steps to noise");
    }
    if (work.wholeClients() != mechanism.wholeClients()) {
      throw Agreement.refused(
          "strategy: %s of statistics clipped by %s, with %s"
              .formatted(strategy, work.wholeClients() ? "client" : "example", mechanism.text()),
          "noise for what is clipped");
    }
    if (!work.wholeClients() && work.rowNorm() != promise.clippingNorm()) {
      throw Agreement.refused(
          "strategy: %s of rows clipped to %s, and noise for %s"
              .formatted(strategy, work.rowNorm(), promise.clippingNorm()),
          "the same norm");
    }
  }
}
