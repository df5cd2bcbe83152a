package dev.headwater.cli.view;

/**
 * Remaining time, extrapolated from the completed part: {@code elapsed / done * (total - done)}.
 */
final class Eta {
  private Eta() {}

  /** In seconds; NaN if nothing is done or the total is unknown. */
  static double seconds(double elapsedSeconds, long done, long total) {
    return done <= 0 || total <= 0 ? Double.NaN : elapsedSeconds / done * Math.max(0, total - done);
  }
}
