package dev.headwater.learning.partitions;

import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The clients' shares while a split is computed. */
final class Bins {
  /** Below this a class goes to one client all but surely, and logarithms begin to overflow. */
  private static final double MIN_ALPHA = 1e-6;

  private final int[] labels;
  private final KeyedRandom random;
  private final List<List<Integer>> bins;

  Bins(DataSet data, int clients, KeyedRandom random) {
    this.labels = data.labels();
    this.random = random;
    this.bins =
        IntStream.range(0, clients).<List<Integer>>mapToObj(k -> new ArrayList<>()).toList();
  }

  /** Refuses an alpha below 1e-6 or without end, for the partition of this name. */
  static void requireConcentration(String name, double alpha) {
    if (!(alpha >= MIN_ALPHA) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException(
          "partition: %s:%s (expected: a number of at least %s)".formatted(name, alpha, MIN_ALPHA));
    }
  }

  /** Number of examples that a client has so far. */
  int size(int client) {
    return bins.get(client).size();
  }

  /** The client of every example; whoever had nothing by now gets one example. */
  int[] owners() {
    feedTheEmpty();
    int[] owners = new int[labels.length];
    for (int client = 0; client < bins.size(); client++) {
      for (int example : bins.get(client)) {
        owners[example] = client;
      }
    }
    return owners;
  }

  /** As equal as possible in whole examples. */
  int[] equalSizes() {
    return sizesFor(new double[bins.size()]);
  }

  /**
   * One example each, the rest in proportion to exp(log), by largest remainder; the client with the
   * lower index wins a tie.
   */
  int[] sizesFor(double[] logs) {
    int[] sizes = apportion(labels.length - logs.length, shares(logs));
    Arrays.setAll(sizes, k -> sizes[k] + 1);
    return sizes;
  }

  /** Distributes shuffled examples in runs of the given sizes. */
  void deal(int[] sizes) {
    int[] order = IntStream.range(0, labels.length).toArray();
    random.shuffle(order);
    int next = 0;
    for (int k = 0; k < sizes.length; k++) {
      for (int i = 0; i < sizes[k]; i++) {
        bins.get(k).add(order[next++]);
      }
    }
  }

  /** Shuffles the examples of a class and distributes them to {@code holders} by {@code shares}. */
  void give(int classIndex, List<Integer> holders, double[] shares) {
    int[] examples =
        IntStream.range(0, labels.length).filter(i -> labels[i] == classIndex).toArray();
    random.shuffle(examples);
    int[] sizes = apportion(examples.length, shares);
    int next = 0;
    for (int h = 0; h < sizes.length; h++) {
      for (int i = 0; i < sizes[h]; i++) {
        bins.get(holders.get(h)).add(examples[next++]);
      }
    }
  }

  /** Skewed draws can leave a client with nothing: it gets one example of whoever has most. */
  private void feedTheEmpty() {
    for (List<Integer> bin : bins) {
      if (bin.isEmpty()) {
        List<Integer> largest =
            bins.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
        bin.add(largest.remove(random.nextInt(largest.size())));
      }
    }
  }

  /** {@code exp(log_k) / sum}, with the largest log subtracted first. */
  static double[] shares(double[] logs) {
    double max = Arrays.stream(logs).max().orElseThrow();
    double[] shares = Arrays.stream(logs).map(log -> StrictMath.exp(log - max)).toArray();
    // Not DoubleStream.sum, whose rounding has changed between releases of Java.
    double sum = 0;
    for (double share : shares) {
      sum += share;
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= sum;
    }
    return shares;
  }

  /** Whole numbers that add up to {@code total}, by largest remainder. */
  private static int[] apportion(int total, double[] shares) {
    int[] sizes = new int[shares.length];
    double[] remainders = new double[shares.length];
    int given = 0;
    for (int k = 0; k < sizes.length; k++) {
      double exact = shares[k] * total;
      sizes[k] = (int) Math.min(exact, total - given);
      remainders[k] = exact - sizes[k];
      given += sizes[k];
    }
    List<Integer> byRemainder =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -remainders[k]))
            .toList();
    for (int i = 0; given < total; i = (i + 1) % sizes.length) {
      if (shares[byRemainder.get(i)] > 0) {
        sizes[byRemainder.get(i)]++;
        given++;
      }
    }
    return sizes;
  }
}
