package dev.headwater.coordinator;

import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.files.UserDataException;
import dev.headwater.pki.Revocations;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the streams of clients that are revoked while they are connected. New calls are refused at
 * once, without it.
 */
final class RevocationWatch {
  static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(RevocationWatch.class);

  private final Revocations revocations;
  private final Consumer<Collection<String>> expel;
  private final Timer timer;
  private Map<String, Instant> known;

  RevocationWatch(Revocations revocations, Consumer<Collection<String>> expel, Timer timer) {
    this.revocations = revocations;
    this.expel = expel;
    this.timer = timer;
    this.known = new HashMap<>(revocations.all());
  }

  void start() {
    timer.after(PAUSE, this::look);
  }

  private void look() {
    try {
      Map<String, Instant> now = revocations.all();
      List<String> fresh =
          now.entrySet().stream()
              .filter(one -> !one.getValue().equals(known.get(one.getKey())))
              .map(Map.Entry::getKey)
              .toList();
      known = new HashMap<>(now);
      if (!fresh.isEmpty()) {
        expel.accept(fresh);
      }
    } catch (UserDataException e) {
      log.warn("{}", e.getMessage());
    } finally {
      start();
    }
  }
}
