package dev.headwater.secagg;

/**
 * A client refuses to continue the round; its secrets are overwritten and it can only be discarded.
 */
public final class SecAggException extends RuntimeException {
  private final Refusal refusal;

  SecAggException(Refusal refusal, String sentence) {
    super(sentence);
    this.refusal = refusal;
  }

  /** The kind of refusal; the message is a sentence. */
  public Refusal refusal() {
    return refusal;
  }
}
