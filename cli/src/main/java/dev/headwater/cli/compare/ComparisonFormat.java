package dev.headwater.cli.compare;

/** The form of a comparison on standard output. */
public enum ComparisonFormat {
  /** A table and sentences, for people. */
  TEXT,
  /** One object on one line, for programs. */
  JSON,
  /** A line a setting below a header, for spreadsheets and data frames. */
  CSV
}
