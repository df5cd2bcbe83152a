package dev.headwater.cli.view;

/**
 * Time that is left, if the rest goes as what is done went: {@code elapsed / done * (total -
 * done)}.
 */
final class Eta {
  private Eta() {}

  /** In seconds; NaN where nothing is done or the total is not known. */
  static double seconds(double elapsedSeconds, long done, long total) {
    return done <= 0 || total <= 0 ? Double.NaN : elapsedSeconds / done * Math.max(0, total - done);
  }
}
