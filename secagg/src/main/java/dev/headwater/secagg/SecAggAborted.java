package dev.headwater.secagg;

/**
 * The round cannot give a sum, and gives nothing: masks stay on whatever was sent. The next round
 * starts with fresh keys.
 */
public final class SecAggAborted extends RuntimeException {
  private final Stage stage;

  SecAggAborted(Stage stage, String sentence) {
    super(sentence);
    this.stage = stage;
  }

  /** Which step of the clients failed to bring enough. */
  public Stage stage() {
    return stage;
  }
}
