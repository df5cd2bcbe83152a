package dev.headwater.coordinator;

import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.files.UserDataException;
import dev.headwater.pki.PkiFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the streams of those whose certificates or tokens are revoked or run out while they are
 * connected: within a second, and within a minute. New calls are refused at once, without it.
 */
final class PermitWatch {
  /** Time between two looks at the revocations. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** Looks after which dates are compared, too. */
  static final int DATES = 60;

  private static final Logger log = LoggerFactory.getLogger(PermitWatch.class);

  private final @Nullable PkiFolder pki;
  private final Consumer<Collection<String>> expel;
  private final Timer timer;
  private Map<String, Instant> known;
  private int looks;

  /**
   * A watch that has not begun.
   *
   * @param pki who was revoked, null where nobody can be
   * @param expel asks every stream's permit again; takes the names that were revoked since
   */
  PermitWatch(@Nullable PkiFolder pki, Consumer<Collection<String>> expel, Timer timer) {
    this.pki = pki;
    this.expel = expel;
    this.timer = timer;
    this.known = revoked();
  }

  private Map<String, Instant> revoked() {
    return pki == null ? Map.of() : Map.copyOf(pki.revocations().all());
  }

  void start() {
    timer.after(PAUSE, this::look);
  }

  private void look() {
    try {
      Map<String, Instant> now = revoked();
      List<String> fresh =
          now.entrySet().stream()
              .filter(one -> !one.getValue().equals(known.get(one.getKey())))
              .map(Map.Entry::getKey)
              .toList();
      if (!fresh.isEmpty() || ++looks % DATES == 0) {
        expel.accept(fresh);
      }
      known = now; // after: names that could not be expelled are fresh at the next look, too
    } catch (UserDataException e) {
      log.warn("{}", e.getMessage());
    } finally {
      start();
    }
  }
}
