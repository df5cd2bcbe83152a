package dev.headwater.simulations.report.clients;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** One client's examples by class. */
@SuppressWarnings("ArrayRecordComponent") // read only, never compared
record ClientCounts(String name, int[] counts) {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final int DIGITS = 12;

  long total() {
    return Arrays.stream(counts).asLongStream().sum();
  }

  /** By class, in [0, 1]; 0 if the client holds nothing. */
  double[] shares() {
    double all = Math.max(1, total());
    return Arrays.stream(counts).mapToDouble(n -> n / all).toArray();
  }

  /** Of the most common class. */
  double largestShare() {
    return counts[mostCommon()] / (double) Math.max(1, total());
  }

  /** The first class that has the most examples. */
  int mostCommon() {
    return IntStream.range(0, counts.length).reduce(0, (a, b) -> counts[b] > counts[a] ? b : a);
  }

  /** Number of classes with examples. */
  int classes() {
    return (int) Arrays.stream(counts).filter(n -> n > 0).count();
  }

  /** Numbers padded with zeros, so that {@code client-2} comes before {@code client-10}. */
  String sortKey() {
    return NUMBER
        .matcher(name)
        .replaceAll(m -> "0".repeat(Math.max(0, DIGITS - m.group().length())) + m.group());
  }
}
