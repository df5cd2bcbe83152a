package dev.headwater.learning.tasks;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clients score on their held-out examples.
 *
 * <p>A personal head that is scored is the one of the client's last counted round, that of the
 * scored round included: a head that was trained in a round which did not count has not been
 * trained, as far as the run is concerned, and the client goes on from the one before.
 *
 * @param round the round that gave the parameters, 1-based
 * @param model what is learned
 * @param parameters the global parameters, in the model's layout
 * @param personal whether clients score their own heads too
 * @param counted by client, the last round in which it was counted, up to and including {@code
 *     round}
 */
public record ScoringTask(
    int round,
    Model model,
    Parameters parameters,
    boolean personal,
    SortedMap<String, Integer> counted) {

  /**
   * What clients score; the map is copied.
   *
   * @param round 1-based
   * @param model what is learned
   * @param parameters in the model's layout
   * @param personal whether clients score their own heads too
   * @param counted by client; empty if clients keep no memory
   */
  public ScoringTask {
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
  }

  /**
   * Scores of the global parameters alone.
   *
   * @param round 1-based
   * @param model what is learned
   * @param parameters in the model's layout
   */
  public ScoringTask(int round, Model model, Parameters parameters) {
    this(round, model, parameters, false, new TreeMap<>());
  }

  /**
   * {@return the round in whose memory the client's personal head is, 0 if it has none}
   *
   * @param client the client's name
   */
  public int memoryOf(String client) {
    return personal ? counted.getOrDefault(client, 0) : 0;
  }
}
