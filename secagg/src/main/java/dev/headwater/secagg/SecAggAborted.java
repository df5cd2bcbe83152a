package dev.headwater.secagg;

/**
 * The round cannot give a sum: inputs that were sent stay masked. The next round starts with fresh
 * keys.
 */
public final class SecAggAborted extends RuntimeException {
  private final Stage stage;

  SecAggAborted(Stage stage, String sentence) {
    super(sentence);
    this.stage = stage;
  }

  /** The step with too few messages. */
  public Stage stage() {
    return stage;
  }
}
