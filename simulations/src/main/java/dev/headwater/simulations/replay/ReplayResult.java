package dev.headwater.simulations.replay;

import dev.headwater.simulations.output.RoundRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replay found.
 *
 * @param rounds those that were computed again to their end, in order
 * @param recorded rounds that the record has
 * @param answers of single clients that were computed again and have the digests of the record
 * @param differences in the order in which they were found
 * @param unchecked sentences about what could not be checked
 */
public record ReplayResult(
    List<RoundRecord> rounds,
    int recorded,
    int answers,
    List<Difference> differences,
    List<String> unchecked) {

  /**
   * Copies the lists.
   *
   * @param rounds in order
   * @param recorded at least 0
   * @param answers at least 0
   * @param differences empty if none was found
   * @param unchecked empty if everything was checked
   */
  public ReplayResult {
    rounds = List.copyOf(rounds);
    differences = List.copyOf(differences);
    unchecked = List.copyOf(unchecked);
  }

  /**
   * {@return the same with more}
   *
   * @param found differences before the others
   * @param missing sentences about what could not be checked, after the others
   */
  public ReplayResult and(List<Difference> found, List<String> missing) {
    List<Difference> all = new ArrayList<>(found);
    all.addAll(differences);
    List<String> sentences = new ArrayList<>(unchecked);
    sentences.addAll(missing);
    return new ReplayResult(rounds, recorded, answers, all, sentences);
  }

  /** {@return whether nothing that was checked differs} */
  public boolean equal() {
    return differences.isEmpty();
  }
}
