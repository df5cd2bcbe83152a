package dev.headwater.learning.partition;

import dev.headwater.learning.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The clients' shares while a split is computed. */
final class Bins {
  private final int[] labels;
  private final int classes;
  private final KeyedRandom random;
  private final List<List<Integer>> bins;

  Bins(DataSet data, int clients, KeyedRandom random) {
    this.labels = data.labels();
    this.classes = data.classes();
    this.random = random;
    this.bins =
        IntStream.range(0, clients).<List<Integer>>mapToObj(k -> new ArrayList<>()).toList();
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

  /** Proportional to {@code exp(sigma * N(0, 1))}, at least 1 each. */
  int[] logNormalSizes(double sigma) {
    double[] logs = new double[bins.size()];
    Arrays.setAll(logs, k -> sigma * random.nextGaussian());
    return sizesFor(logs);
  }

  /**
   * One example each, the rest in proportion to exp(log), by largest remainder; the client with the
   * lower index wins a tie.
   */
  private int[] sizesFor(double[] logs) {
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

  void shards(int perClient) {
    long wanted = (long) perClient * bins.size();
    if (wanted > labels.length) {
      throw new IllegalArgumentException(
          "partition: shards:%d for %d clients makes %d shards of %d examples (expected: at most one shard an example)"
              .formatted(perClient, bins.size(), wanted, labels.length));
    }
    int shards = (int) wanted;
    int[] byLabel =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> labels[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] order = IntStream.range(0, shards).toArray();
    random.shuffle(order);
    for (int s = 0; s < shards; s++) {
      int from = (int) ((long) order[s] * labels.length / shards);
      int to = (int) ((order[s] + 1L) * labels.length / shards);
      for (int i = from; i < to; i++) {
        bins.get(s / perClient).add(byLabel[i]);
      }
    }
  }

  void pathological(int classesPerClient) {
    if (classesPerClient > classes || (long) classesPerClient * bins.size() < classes) {
      throw new IllegalArgumentException(
          "partition: pathological:%d for %d clients and %d classes (expected: at most %d, and enough clients to hold every class)"
              .formatted(classesPerClient, bins.size(), classes, classes));
    }
    // Every client takes the classes with the fewest holders so far, ties at random: classes are
    // held evenly, no client gets one twice, and many different sets of classes occur.
    List<List<Integer>> holders =
        IntStream.range(0, classes).<List<Integer>>mapToObj(c -> new ArrayList<>()).toList();
    int[] order = IntStream.range(0, classes).toArray();
    for (int client = 0; client < bins.size(); client++) {
      random.shuffle(order);
      List<Integer> scarcest =
          IntStream.of(order)
              .boxed()
              .sorted(Comparator.comparingInt(c -> holders.get(c).size())) // stable
              .limit(classesPerClient)
              .toList();
      for (int c : scarcest) {
        holders.get(c).add(client);
      }
    }
    int[] available = new int[classes];
    for (int label : labels) {
      available[label]++;
    }
    for (int c = 0; c < classes; c++) {
      if (available[c] < holders.get(c).size()) {
        throw new IllegalArgumentException(
            "partition: pathological:%d gives class %d, which has %d examples, to %d clients (expected: an example for each; use fewer clients or classes a client)"
                .formatted(classesPerClient, c, available[c], holders.get(c).size()));
      }
    }
    for (int c = 0; c < classes; c++) {
      double[] even = new double[holders.get(c).size()];
      give(c, holders.get(c), shares(even));
    }
  }

  void dirichlet(double alpha) {
    List<Integer> everybody = IntStream.range(0, bins.size()).boxed().toList();
    for (int c = 0; c < classes; c++) {
      double[] logs = new double[bins.size()];
      for (int k = 0; k < logs.length; k++) {
        double draw = random.nextLogGamma(alpha);
        // A client that already has its fair share gets nothing of later classes, so sizes stay
        // comparable.
        boolean full = (long) bins.get(k).size() * bins.size() >= labels.length;
        logs[k] = full ? Double.NEGATIVE_INFINITY : draw;
      }
      give(c, everybody, shares(logs));
    }
  }

  /** Shuffles the examples of a class and distributes them to {@code holders} by {@code shares}. */
  private void give(int classIndex, List<Integer> holders, double[] shares) {
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
  private static double[] shares(double[] logs) {
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
