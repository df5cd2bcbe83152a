package dev.headwater.simulations.output.clients;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.TimedAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One round, client by client.
 *
 * @param round 1-based
 * @param asked the clients that were asked, sorted
 * @param missing of them, those that had not answered when the round ended
 * @param unused of them, those that answered in time though the round gave no sum
 * @param refused reason by client
 * @param late answers to this or an earlier round that came in after it had ended, and before this
 *     round's line was written
 * @param seconds from being asked to the answer, by client, where that is measured
 * @param scores by client; empty unless clients were scored
 */
public record ClientRound(
    int round,
    List<String> asked,
    Set<String> missing,
    Set<String> unused,
    SortedMap<String, String> refused,
    List<TimedAnswer> late,
    Map<String, Double> seconds,
    SortedMap<String, ClientScore> scores) {
  private static final int MOST_REASON = 200;

  /**
   * One round; the collections are copied.
   *
   * @param round 1-based
   * @param asked sorted
   * @param missing among {@code asked}
   * @param unused among {@code asked}
   * @param refused by client, among {@code asked}
   * @param late may be empty
   * @param seconds by client
   * @param scores by client
   */
  public ClientRound {
    asked = List.copyOf(asked);
    missing = Set.copyOf(missing);
    unused = Set.copyOf(unused);
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    late = List.copyOf(late);
    seconds = Map.copyOf(seconds);
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }

  /**
   * {@return what a round's report tells of its clients}
   *
   * @param report of the round
   * @param answers that have come since the round before was reported
   */
  public static ClientRound of(RoundReport report, List<TimedAnswer> answers) {
    Aggregate aggregate = report.aggregate();
    SortedMap<String, String> refused = new TreeMap<>();
    aggregate.refusals().forEach(r -> refused.putIfAbsent(r.client(), shortened(r.reason())));
    refused.keySet().removeAll(aggregate.contributors()); // refused first, counted later
    Set<String> asked = new TreeSet<>(report.task().cohort());
    asked.addAll(aggregate.contributors());
    asked.addAll(refused.keySet());
    Set<String> missing = new HashSet<>(asked);
    missing.removeAll(aggregate.contributors());
    missing.removeAll(refused.keySet());
    Set<String> unused = new HashSet<>();
    Map<String, Double> seconds = new HashMap<>();
    List<TimedAnswer> late = new ArrayList<>();
    for (TimedAnswer answer : answers) {
      boolean own = answer.round() == report.round();
      if (own && !missing.contains(answer.client())) {
        seconds.put(answer.client(), answer.seconds());
      } else if (own && !aggregate.hasSum()) {
        seconds.put(answer.client(), answer.seconds());
        unused.add(answer.client());
      } else {
        late.add(answer);
      }
    }
    missing.removeAll(unused);
    SortedMap<String, ClientScore> scores = new TreeMap<>();
    report
        .clients()
        .forEach(
            (client, global) -> {
              if (global.numExamples() > 0) {
                @Nullable Evaluation own = report.personal().get(client);
                scores.put(client, ClientScore.of(global, own));
              }
            });
    return new ClientRound(
        report.round(), List.copyOf(asked), missing, unused, refused, late, seconds, scores);
  }

  private static String shortened(String reason) {
    return reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON) + "...";
  }

  /**
   * {@return what came of a client that was asked, as far as it was known when the round ended}
   *
   * @param client one of {@code asked}
   */
  public ClientStatus status(String client) {
    if (refused.containsKey(client)) {
      return ClientStatus.REFUSED;
    }
    if (unused.contains(client)) {
      return ClientStatus.UNUSED;
    }
    return missing.contains(client) ? ClientStatus.MISSING : ClientStatus.COUNTED;
  }

  /** Clients asked and clients scored: what a file of them grows by. */
  int entries() {
    return asked.size() + scores.size();
  }
}
