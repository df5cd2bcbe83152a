package dev.headwater.coordinator.members;

/** Receives what a run is waiting for. Called on the run's own thread. */
@FunctionalInterface
public interface WaitingListener {
  /** A listener that ignores everything. */
  WaitingListener NONE = sentence -> {};

  /** The run waits; the sentence differs from the last one. */
  void waiting(String sentence);
}
