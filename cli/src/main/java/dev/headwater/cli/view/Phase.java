package dev.headwater.cli.view;

import dev.headwater.simulations.output.text.Quantities;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a phase before the rounds.
 *
 * @param began clock value at its first report, in nanoseconds
 */
record Phase(String name, long done, long total, String note, long began) {

  /** The report after {@code before}: the same phase continues, or a new one begins. */
  static Phase after(
      @Nullable Phase before, String name, long done, long total, String note, long nanos) {
    long began = before != null && before.name().equals(name) ? before.began() : nanos;
    return new Phase(name, done, total, note, began);
  }

  boolean complete() {
    return total > 0 && done >= total;
  }

  double share() {
    return total > 0 ? (double) done / total : 0;
  }

  /** {@code 120 of 500}, or {@code 120} if the total is unknown. */
  String amount() {
    return total > 0
        ? Quantities.count(done) + " of " + Quantities.count(total)
        : Quantities.count(done);
  }

  double elapsed(long nanos) {
    return (nanos - began) / 1e9;
  }

  /** {@code ETA 12.3 s}, or empty if unknown. */
  String eta(long nanos) {
    double seconds = Eta.seconds(elapsed(nanos), done, total);
    return Double.isNaN(seconds) ? "" : "  ETA " + Quantities.seconds(seconds);
  }

  String noteBehind() {
    return note.isEmpty() ? "" : "  " + note;
  }

  /** The final line of the phase: {@code Reading pictures: 500 in 1.20 s}. */
  String over(long nanos) {
    return "%s: %s in %s%s"
        .formatted(name, Quantities.count(done), Quantities.seconds(elapsed(nanos)), noteBehind());
  }
}
