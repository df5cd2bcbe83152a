package dev.headwater.simulations.command.privacy;

/** Whom the answer is for. */
enum Format {
  TEXT,
  JSON
}
