package dev.headwater.coordinator.rounds;

/** What a client is doing in a round. */
public enum Standing {
  NOT_ASKED,
  WORKING,
  ANSWERED,
  REFUSED,
  /** Has missed a step, and takes no further part. */
  DROPPED
}
