package dev.headwater.learning.evaluation;

/** When the clients score the global parameters on their held-out examples. */
public enum EvaluateClients {
  /** After every round. */
  EVERY_ROUND,
  /** After the last one. */
  LAST_ROUND,
  /** Never. */
  NEVER
}
