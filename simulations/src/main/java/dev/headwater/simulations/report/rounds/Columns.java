package dev.headwater.simulations.report.rounds;

import dev.headwater.simulations.output.RoundRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rounds side by side, neighbours together where there are more than a page can show. */
final class Columns {
  /** Columns that a page shows. */
  static final int MOST = 200;

  private final Map<Integer, Integer> byRound = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final int rounds;
  private final int each;

  /** Columns of these rounds, in order. */
  Columns(List<RoundRecord> rounds) {
    this.rounds = rounds.size();
    this.each = Math.max(1, (rounds.size() + MOST - 1) / MOST);
    for (int i = 0; i < rounds.size(); i++) {
      byRound.put(rounds.get(i).round(), i / each);
    }
    for (int i = 0; i < rounds.size(); i += each) {
      int first = rounds.get(i).round();
      int last = rounds.get(Math.min(rounds.size(), i + each) - 1).round();
      names.add(first == last ? String.valueOf(first) : first + " to " + last);
    }
  }

  int count() {
    return names.size();
  }

  /** Most rounds that share a column. */
  int each() {
    return each;
  }

  /** The mean of a column's rounds, of what is counted over all of them. */
  double[] means(long[] counts) {
    double[] means = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      means[i] = (double) counts[i] / Math.min(each, rounds - i * each);
    }
    return means;
  }

  /** Where a round stands; -1 if it is none of them. */
  int of(int round) {
    return byRound.getOrDefault(round, -1);
  }

  /** Such as {@code 7}, or {@code 7 to 9}. */
  List<String> names() {
    return List.copyOf(names);
  }
}
