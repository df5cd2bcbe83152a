package dev.headwater.simulations.output.clients;

/** What came of a client that a round asked, from good to bad. */
public enum ClientStatus {
  /** Its contribution is in the sum. */
  COUNTED("counted"),
  /** It answered in time, and the round gave no sum. */
  UNUSED("unused"),
  /** It did not answer before the round ended. */
  MISSING("missing"),
  /** It answered when the round was over. */
  LATE("late"),
  /** Its contribution was refused. */
  REFUSED("refused");

  private final String word;

  ClientStatus(String word) {
    this.word = word;
  }

  /** {@return its name in files} */
  public String word() {
    return word;
  }
}
