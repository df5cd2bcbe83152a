package dev.headwater.secagg;

import dev.headwater.secagg.graph.Thresholds;
import dev.headwater.secagg.primitives.Context;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/**
 * The parameters that all parties of a round agree on beforehand. Every key, box and signature is
 * bound to all of them, so parties with different values cannot decrypt each other's messages.
 *
 * <p>Each client shares its secrets among its <em>neighbourhood</em>: its {@code neighbours} and
 * itself, {@code neighbours + 1} holders. A client reveals only one share of a peer, so a server
 * needs {@code 2 * threshold} answers to learn both secrets of any client; {@code 2 * threshold >
 * neighbours + 1} makes that impossible if no client colludes with it. With {@code c} colluding
 * holders, who reveal both, the condition is {@code 2 * threshold > neighbours + 1 + c} (Bonawitz
 * et al. 2017, section 6.2; Bell et al. 2020, section 3); {@link #plan} ensures it.
 *
 * @param runId the run, 1 to 255 bytes of UTF-8
 * @param round the round, from 0
 * @param ringBits 32 or 64: sums are modulo {@code 2^ringBits}
 * @param length ring elements in every input
 * @param cohort clients invited, 2 or more
 * @param neighbours number of clients that each client shares masks with: {@code cohort - 1} (all),
 *     or an even number below it; at most 254
 * @param threshold number of holders that together reconstruct a secret, above half the
 *     neighbourhood
 * @param minSurvivors least number of inputs in a sum, 2 or more
 * @param task what the clients compute their inputs by, such as a digest of it: keys, boxes and
 *     signatures of clients that were given another one do not fit; at most 255 bytes, empty for
 *     none
 */
public record SecAggSetup(
    String runId,
    int round,
    int ringBits,
    int length,
    int cohort,
    int neighbours,
    int threshold,
    int minSurvivors,
    String task) {
  private static final int MOST_TRIED = 1000;

  /** A setup without a task. */
  public SecAggSetup(
      String runId,
      int round,
      int ringBits,
      int length,
      int cohort,
      int neighbours,
      int threshold,
      int minSurvivors) {
    this(runId, round, ringBits, length, cohort, neighbours, threshold, minSurvivors, "");
  }

  /** Refuses, with a sentence, numbers that contradict each other. */
  public SecAggSetup {
    int nameBytes = runId.getBytes(StandardCharsets.UTF_8).length;
    require(nameBytes >= 1 && nameBytes <= 255, "run id", nameBytes, "1 to 255 bytes of UTF-8");
    require(round >= 0, "round", round, "0 or more");
    require(ringBits == 32 || ringBits == 64, "ring bits", ringBits, "32 or 64");
    require(length >= 1 && length <= (1 << 27), "length", length, "1 to 2^27 elements");
    require(cohort >= 2, "cohort", cohort, "2 clients or more; a sum of one hides nothing");
    require(
        neighbours >= 1 && neighbours <= Math.min(cohort, Thresholds.MAX_HOLDERS) - 1,
        "neighbours",
        neighbours,
        "1 to %d, below the cohort and the %d shares a secret can have"
            .formatted(Math.min(cohort, Thresholds.MAX_HOLDERS) - 1, Thresholds.MAX_HOLDERS));
    require(
        neighbours == cohort - 1 || neighbours % 2 == 0,
        "neighbours",
        neighbours,
        "everybody else (%d) or an even number".formatted(cohort - 1));
    int holders = neighbours + 1;
    require(
        threshold <= holders && 2 * threshold > holders,
        "threshold",
        threshold,
        "%d to %d of %d holders: half of them or fewer would let a server that tells two halves"
                .formatted(holders / 2 + 1, holders, holders)
            + " different stories unmask one input");
    require(
        minSurvivors >= 2 && minSurvivors <= cohort,
        "fewest survivors",
        minSurvivors,
        "2 to the cohort of " + cohort);
  }

  /**
   * The cheapest secure setup: the complete graph for small cohorts, Bell et al.'s {@code
   * k}-regular graph for large ones. The probability that a client's input can be unmasked or
   * isolated is at most 2^-40, the probability that allowed dropouts abort the round at most 2^-20.
   *
   * @param dropoutShare share of the cohort that may drop out over all steps, 0 to below 1
   * @param corruptShare share of the cohort that may collude with the server, 0 to below 1
   * @throws IllegalArgumentException if no threshold can tolerate both
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
    Thresholds chosen = Thresholds.choose(cohort, dropoutShare, corruptShare, minSurvivors);
    return new SecAggSetup(
        runId,
        round,
        ringBits,
        length,
        cohort,
        chosen.neighbours(),
        chosen.threshold(),
        minSurvivors);
  }

  /**
   * {@return the least number of clients that must be there for masks to be possible}
   *
   * @param asked clients that a round asks of those that are there
   * @param dropoutShare as in {@link #plan}
   * @param corruptShare as in {@link #plan}
   * @param minSurvivors as in {@link #plan}
   */
  public static int fewestClients(
      IntUnaryOperator asked, double dropoutShare, double corruptShare, int minSurvivors) {
    for (int there = minSurvivors; there <= MOST_TRIED; there++) {
      try {
        plan(
            "any",
            1,
            Integer.SIZE,
            1,
            asked.applyAsInt(there),
            dropoutShare,
            corruptShare,
            minSurvivors);
        return there;
      } catch (IllegalArgumentException e) {
        // Too few for these shares: one more may do.
      }
    }
    return minSurvivors; // the round will say why it is impossible
  }

  /** This setup for one task. */
  public SecAggSetup of(String task) {
    return new SecAggSetup(
        runId, round, ringBits, length, cohort, neighbours, threshold, minSurvivors, task);
  }

  /** Holders of the shares of one secret: the neighbours and the owner. */
  public int holders() {
    return neighbours + 1;
  }

  /** Length of {@link dev.headwater.secagg.messages.MaskedInput#values()}. */
  public int inputBytes() {
    return length * (ringBits / 8);
  }

  /** Least number of clients that may remain after any step. */
  int fewest() {
    return Math.max(minSurvivors, threshold);
  }

  /** The context that the round's keys, boxes and signatures are bound to. */
  Context context() {
    return Context.of(
        runId, round, task, ringBits, length, cohort, neighbours, threshold, minSurvivors);
  }

  private static void require(boolean holds, String what, int value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "secure aggregation: %s: %d (expected: %s)".formatted(what, value, expected));
    }
  }
}
