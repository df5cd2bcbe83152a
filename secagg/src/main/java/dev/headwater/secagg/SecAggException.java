package dev.headwater.secagg;

/** A client refuses to go on with the round; its secrets are gone and it can only be discarded. */
public final class SecAggException extends RuntimeException {
  private final Refusal refusal;

  SecAggException(Refusal refusal, String sentence) {
    super(sentence);
    this.refusal = refusal;
  }

  /** The kind of reason; the message is the sentence. */
  public Refusal refusal() {
    return refusal;
  }
}
