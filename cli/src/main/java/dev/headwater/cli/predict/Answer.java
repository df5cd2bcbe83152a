package dev.headwater.cli.predict;

/** The form of an answer. */
enum Answer {
  /** For people. */
  TEXT,
  /** A table with a header, for spreadsheets. */
  CSV,
  /** An object a line, for programs. */
  JSON
}
