package dev.headwater.coordinator.metrics;

import dev.headwater.v1.Receipt;

/** Receives a cohort's traffic figures, from several threads. */
public interface CohortMeters {
  /** Meters that ignore everything. */
  CohortMeters NONE = new CohortMeters() {};

  /** Counts an answered contribution. */
  default void answered(Receipt.Status status) {}

  /** Counts bytes from clients. */
  default void up(int bytes) {}

  /** Counts bytes to clients. */
  default void down(long bytes) {}

  /** Adds time that the run waited. */
  default void waited(long nanos) {}
}
