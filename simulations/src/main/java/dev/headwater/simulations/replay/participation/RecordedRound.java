package dev.headwater.simulations.replay.participation;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who took part in one round of a networked run, as its audit log has it.
 *
 * @param round 1-based
 * @param id of the run in what its clients signed; null where the log does not say
 * @param masked whether answers were masked: then their digests are of masked values
 * @param available num_examples of every client that could be asked, by name
 * @param asked whom the round asked at first, sorted
 * @param sent digest of the parameters that they were sent
 * @param counted digest of the answer by client, of those in the sum
 * @param whyNoSum null if there was a sum
 */
public record RecordedRound(
    int round,
    @Nullable String id,
    boolean masked,
    SortedMap<String, Integer> available,
    List<String> asked,
    String sent,
    SortedMap<String, String> counted,
    @Nullable String whyNoSum) {

  /**
   * Copies the collections.
   *
   * @param round 1-based
   * @param id null where the log does not say
   * @param masked whether answers were masked
   * @param available at least one
   * @param asked sorted
   * @param sent 64 hex digits
   * @param counted digests of 64 hex digits
   * @param whyNoSum null if there was a sum
   */
  public RecordedRound {
    available = Collections.unmodifiableSortedMap(new TreeMap<>(available));
    asked = List.copyOf(asked);
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
  }
}
