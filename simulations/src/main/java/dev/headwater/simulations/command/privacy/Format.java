package dev.headwater.simulations.command.privacy;

/** What a command prints. */
enum Format {
  /** A sentence and a small table. */
  TEXT,
  /** One JSON object on one line. */
  JSON
}
