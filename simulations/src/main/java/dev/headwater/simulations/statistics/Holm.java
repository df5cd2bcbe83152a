package dev.headwater.simulations.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * P-values of several comparisons at once: among twenty of them, one is below 0.05 by chance alone.
 * Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.
 */
public final class Holm {
  private Holm() {}

  /**
   * {@return the adjusted p-values, in the order of the given ones} The k-th smallest of m becomes
   * {@code (m - k + 1) p}, at least as much as the one before it and at most 1. Rejecting those
   * below 0.05 is wrong anywhere in at most 5 % of experiments. NaN is no comparison, and stays.
   *
   * @param p in [0, 1], or NaN
   */
  public static List<Double> adjusted(List<Double> p) {
    List<Integer> order =
        IntStream.range(0, p.size())
            .boxed()
            .filter(i -> !p.get(i).isNaN())
            .sorted(Comparator.comparing(p::get))
            .toList();
    List<Double> adjusted = new ArrayList<>(Collections.nCopies(p.size(), Double.NaN));
    double before = 0;
    for (int k = 0; k < order.size(); k++) {
      before = Math.max(before, Math.min(1, (order.size() - k) * p.get(order.get(k))));
      adjusted.set(order.get(k), before);
    }
    return List.copyOf(adjusted);
  }
}
