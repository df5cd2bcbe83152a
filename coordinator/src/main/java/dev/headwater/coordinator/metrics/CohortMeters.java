package dev.headwater.coordinator.metrics;

import dev.headwater.v1.Receipt;

/** Hears what passes through a cohort, from several threads. */
public interface CohortMeters {
  /** Hears nothing. */
  CohortMeters NONE = new CohortMeters() {};

  /** A contribution was answered. */
  default void answered(Receipt.Status status) {}

  /** Bytes from clients. */
  default void up(int bytes) {}

  /** Bytes to clients. */
  default void down(long bytes) {}

  /** The run waited. */
  default void waited(long nanos) {}
}
