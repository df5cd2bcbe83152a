package dev.headwater.simulations.comparison.page;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be said about a comparison besides its results: what it is called, and where it comes
 * from.
 *
 * @param title of the page
 * @param eyebrow what it is, such as {@code Headwater sweep}
 * @param command makes the comparison again
 * @param file the file that the command reads, as text; empty without one
 * @param shared settings that all runs have, by flag name
 * @param version of Headwater
 */
public record ComparisonFacts(
    String title,
    String eyebrow,
    String command,
    String file,
    Map<String, String> shared,
    String version) {

  /**
   * Copies the map.
   *
   * @param title of the page
   * @param eyebrow what it is
   * @param command for a shell
   * @param file as text, or empty
   * @param shared kept in its order
   * @param version of Headwater
   */
  public ComparisonFacts {
    shared = Collections.unmodifiableMap(new LinkedHashMap<>(shared));
  }
}
