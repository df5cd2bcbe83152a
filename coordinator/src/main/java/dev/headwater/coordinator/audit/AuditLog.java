package dev.headwater.coordinator.audit;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes down what a coordinator does. Safe for concurrent use.
 *
 * <p>Guarantee: a log whose head is known elsewhere (every client is told it at the end of the run)
 * cannot be changed, shortened or added to in the middle without its being noticed. Adversary:
 * whoever has the run folder afterwards. It does not prevent a coordinator from taking down what
 * did not happen; but a client knows what it signed, and what it was told.
 */
public interface AuditLog {
  /** For simulated clients: nothing is taken down. */
  AuditLog NONE =
      new AuditLog() {
        @Override
        public void record(AuditEvent event) {}

        @Override
        public void force() {}

        @Override
        public SortedMap<String, String> accepted(int round) {
          return new TreeMap<>();
        }

        @Override
        public String head() {
          return "";
        }
      };

  /**
   * Takes down an event; ends of rounds are on disk when this returns.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void record(AuditEvent event);

  /**
   * Returns once every event is on disk.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void force();

  /** The newest accepted answer of each client in a round, however often it began: its digest. */
  SortedMap<String, String> accepted(int round);

  /** SHA-256 of the last line, 64 hex digits; empty where nothing is taken down. */
  String head();
}
