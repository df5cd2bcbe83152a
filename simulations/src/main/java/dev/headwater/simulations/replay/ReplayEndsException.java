package dev.headwater.simulations.replay;

/** Thrown in a round that cannot be computed any further; what was found says why. */
final class ReplayEndsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReplayEndsException() {
    super("the replay ends here", null, false, false);
  }
}
