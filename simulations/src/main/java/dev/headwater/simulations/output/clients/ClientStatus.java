package dev.headwater.simulations.output.clients;

/** What came of a client that a round asked, from good to bad. */
public enum ClientStatus {
  /** Its contribution is in the sum. */
  COUNTED("counted", 'c'),
  /** It answered in time, and the round gave no sum. */
  UNUSED("unused", 'u'),
  /** It did not answer before the round ended. */
  MISSING("missing", 'm'),
  /** It answered when the round was over. */
  LATE("late", 'l'),
  /** Its contribution was refused. */
  REFUSED("refused", 'r');

  private final String word;
  private final char letter;

  ClientStatus(String word, char letter) {
    this.word = word;
    this.letter = letter;
  }

  /** {@return its letter in the report} */
  public char letter() {
    return letter;
  }

  /** {@return its name in files} */
  public String word() {
    return word;
  }
}
