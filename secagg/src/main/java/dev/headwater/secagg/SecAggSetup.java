package dev.headwater.secagg;

/**
 * What everybody in one round agrees on beforehand. Every key, box and signature is bound to all of
 * it, so parties that were told different values cannot read each other.
 *
 * <p>Each client shares its secrets among its <em>neighbourhood</em>: its {@code neighbours} and
 * itself, {@code neighbours + 1} holders. A client answers for one share of a peer only, so a
 * server needs {@code 2 * threshold} answers to learn both secrets of anyone; {@code 2 * threshold
 * > neighbours + 1} makes that impossible while nobody colludes with it (Bonawitz et al. 2017,
 * section 6.2; Bell et al. 2020, section 3).
 *
 * @param runId the run, 1 to 255 bytes of UTF-8
 * @param round the round, from 0
 * @param ringBits 32 or 64: sums are modulo {@code 2^ringBits}
 * @param length ring elements in every input
 * @param cohort clients invited, 2 or more
 * @param neighbours clients each client shares masks with: {@code cohort - 1} (everybody), or an
 *     even number below it; at most 254
 * @param threshold holders that together can open a secret, above half the neighbourhood
 * @param minSurvivors fewest inputs a sum may be of, 2 or more
 */
public record SecAggSetup(
    String runId,
    int round,
    int ringBits,
    int length,
    int cohort,
    int neighbours,
    int threshold,
    int minSurvivors) {

  /** Refuses, with a sentence, numbers that do not hold together. */
  public SecAggSetup {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * The cheapest setup that holds: the complete graph for small cohorts, Bell et al.'s
   * {@code k}-regular graph for large ones.
   *
   * @param dropoutShare share of the cohort that may vanish, 0 to below 1
   * @param corruptShare share of the cohort that may collude with the server, 0 to below 1
   * @throws IllegalArgumentException if no threshold can hold against both
   */
  public static SecAggSetup plan(
      String runId,
      int round,
      int ringBits,
      int length,
      int cohort,
      double dropoutShare,
      double corruptShare,
      int minSurvivors) {
    throw new UnsupportedOperationException("to come");
  }

  /** Holders of the shares of one secret: the neighbours and the owner. */
  public int holders() {
    return neighbours + 1;
  }

  /** Length of {@link dev.headwater.secagg.messages.MaskedInput#values()}. */
  public int inputBytes() {
    return length * (ringBits / 8);
  }
}
