package dev.headwater.learning.evaluation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores on the clients' own held-out examples, by client name.
 *
 * @param global of the global parameters
 * @param personal of the clients' own heads, where their work keeps one; a client that was never
 *     counted has none
 */
public record ClientScores(
    SortedMap<String, Evaluation> global, SortedMap<String, Evaluation> personal) {
  /** No scores. */
  public static final ClientScores NONE = new ClientScores(new TreeMap<>(), new TreeMap<>());

  /**
   * Copies the maps.
   *
   * @param global by client name, may be empty
   * @param personal by client name, may be empty
   */
  public ClientScores {
    global = Collections.unmodifiableSortedMap(new TreeMap<>(global));
    personal = Collections.unmodifiableSortedMap(new TreeMap<>(personal));
  }

  /**
   * {@return the scores of all clients but one}
   *
   * @param client its name; it need not have scores
   */
  public ClientScores without(String client) {
    SortedMap<String, Evaluation> others = new TreeMap<>(global);
    SortedMap<String, Evaluation> own = new TreeMap<>(personal);
    others.remove(client);
    own.remove(client);
    return new ClientScores(others, own);
  }
}
