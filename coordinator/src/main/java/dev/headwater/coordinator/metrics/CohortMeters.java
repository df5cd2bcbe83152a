package dev.headwater.coordinator.metrics;

import dev.headwater.v1.Receipt;

/** Receives a cohort's traffic figures, from several threads. */
public interface CohortMeters {
  /** Meters that ignore everything. */
  CohortMeters NONE = new CohortMeters() {};

  /** A client is connected; whoever was connected under this name has left before. */
  default void joined(String client) {}

  /** A client is connected no longer. */
  default void left(String client) {}

  /** Counts an answered contribution, whoever has sent it. */
  default void answered(Receipt.Status status) {}

  /**
   * Counts a contribution that an enrolled client has signed.
   *
   * @param seconds since its round has begun
   */
  default void judged(String client, Receipt.Status status, double seconds) {}

  /** Counts bytes from clients. */
  default void up(int bytes) {}

  /** Counts bytes to clients. */
  default void down(long bytes) {}

  /** Adds time that the run waited. */
  default void waited(long nanos) {}
}
