package dev.headwater.learning.leakage;

import java.util.List;

/**
 * An attacker's estimate from one update.
 *
 * @param labelShares estimated share of every class among the client's examples, shape [classes],
 *     sum 1
 * @param classMeans estimated mean features of every class, shape [classes][features]; zeros if the
 *     class seems to be absent; owned by this value
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record LeakageEstimate(List<Double> labelShares, float[][] classMeans) {
  /**
   * Copies the shares, and checks that there is one mean for each.
   *
   * @param labelShares {@code [classes]}
   * @param classMeans {@code [classes][features]}; not copied
   * @throws IllegalArgumentException for different numbers of classes
   */
  public LeakageEstimate {
    labelShares = List.copyOf(labelShares);
    if (labelShares.size() != classMeans.length) {
      throw new IllegalArgumentException(
          "leakage: means of %d classes (expected: %d, one for each share)"
              .formatted(classMeans.length, labelShares.size()));
    }
  }
}
