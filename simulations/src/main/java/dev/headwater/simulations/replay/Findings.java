package dev.headwater.simulations.replay;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a replay has found so far. Used by the run's own thread. */
final class Findings {
  private final List<Difference> differences = new ArrayList<>();
  private final Set<String> unchecked = new LinkedHashSet<>();
  private int answers;

  void differs(int round, @Nullable String client, String what) {
    differences.add(new Difference(round, client, what));
  }

  /** A sentence about what cannot be checked. */
  void unchecked(String sentence) {
    unchecked.add(sentence);
  }

  /** Answers of clients that were computed and have the digest of the record. */
  void equalAnswers(int more) {
    answers += more;
  }

  boolean anyIn(int round) {
    return differences.stream().anyMatch(one -> one.round() == round);
  }

  int answers() {
    return answers;
  }

  List<Difference> differences() {
    return List.copyOf(differences);
  }

  List<String> unchecked() {
    return List.copyOf(unchecked);
  }
}
