package dev.headwater.coordinator.rounds;

/** The state of a client in a round. */
public enum Standing {
  NOT_ASKED,
  WORKING,
  ANSWERED,
  REFUSED,
  /** Has missed a step and takes no further part. */
  DROPPED
}
