package dev.headwater.learning.auditing;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Guesses from scores: the k highest are guessed in, the k lowest out, and the rest are
 * abstentions. The best k is not known beforehand, so a few fixed shares of the canaries are tried,
 * each at a failure rate of {@code 1 - confidence} divided by their number (Bonferroni): the
 * largest of their bounds holds at the requested confidence.
 *
 * @param canaries m
 * @param guesses r of the share that gave the largest bound
 * @param correct v of that share
 * @param epsilonLowerBound at the confidence, 0 if nothing is proved
 */
public record CanaryGuesses(int canaries, int guesses, int correct, double epsilonLowerBound) {
  /**
   * Shares of the canaries that are guessed. At most nine tenths, because coins rarely split
   * evenly: guessing both full halves would be wrong about some canaries even with perfect scores.
   */
  private static final List<Double> SHARES = List.of(0.9, 0.5, 0.15);

  /**
   * {@return the guesses of the share whose bound is largest}
   *
   * @param scores by canary, at least one; higher means more likely in
   * @param included the coins by canary; used only to count correct guesses
   * @param delta in [0, 1]
   * @param confidence in [0.5, 1)
   */
  public static CanaryGuesses of(
      double[] scores, IntPredicate included, double delta, double confidence) {
    List<Integer> order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .toList();
    double each = each(confidence);
    CanaryGuesses best = null;
    for (double share : SHARES) {
      int k = pairs(share, scores.length);
      int right = 0;
      for (int i = 0; i < k; i++) {
        right += included.test(order.get(i)) ? 0 : 1;
        right += included.test(order.get(scores.length - 1 - i)) ? 1 : 0;
      }
      CanaryGuesses one =
          new CanaryGuesses(
              scores.length,
              2 * k,
              right,
              OneRunAudit.epsilonLowerBound(scores.length, 2 * k, right, delta, each));
      if (best == null || one.epsilonLowerBound > best.epsilonLowerBound) {
        best = one;
      }
    }
    return Objects.requireNonNull(best);
  }

  /**
   * {@return the largest bound that {@link #of} can give: that of nothing but correct guesses}
   *
   * @param canaries m, at least 1
   * @param delta in [0, 1]
   * @param confidence in [0.5, 1)
   */
  public static double mostThatCanBeProved(int canaries, double delta, double confidence) {
    double most = 0;
    for (double share : SHARES) {
      int guesses = 2 * pairs(share, canaries);
      most =
          Math.max(
              most,
              OneRunAudit.epsilonLowerBound(canaries, guesses, guesses, delta, each(confidence)));
    }
    return most;
  }

  private static int pairs(double share, int canaries) {
    return (int) Math.rint(share * canaries / 2);
  }

  private static double each(double confidence) {
    return 1 - (1 - confidence) / SHARES.size();
  }
}
