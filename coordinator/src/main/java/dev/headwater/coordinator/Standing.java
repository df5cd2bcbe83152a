package dev.headwater.coordinator;

/** What a client is doing in a round. */
enum Standing {
  NOT_ASKED,
  WORKING,
  ANSWERED,
  REFUSED,
  /** Has missed a step, and takes no further part. */
  DROPPED
}
