package dev.headwater.simulations.replay;

import org.jspecify.annotations.Nullable;

/**
 * Where a run and its record do not agree.
 *
 * @param round 1-based; 0 for the record as a whole
 * @param client the first that differs, in the order of names; null if it is no single client, or
 *     it is not known which
 * @param what was computed or found, and what the record says, as words after a colon
 */
public record Difference(int round, @Nullable String client, String what) {

  /** {@return the place and what differs there} */
  public String sentence() {
    if (round == 0) {
      return what;
    }
    return client == null
        ? "Round %d: %s".formatted(round, what)
        : "Round %d, client %s: %s".formatted(round, client, what);
  }
}
