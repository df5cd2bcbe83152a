package dev.headwater.spark.executors;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.training.Examples;
import dev.headwater.proto.codec.Work;
import java.io.Serializable;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Scores the global parameters on what the clients of one partition hold out. */
public final class Scoring implements Function<Shard, Scoring.Scores> {
  private static final long serialVersionUID = 1;

  private final Broadcast<Order> order;

  /**
   * Scores in plain values.
   *
   * @param clients names of those who hold examples out
   * @param losses of each client, the sum over its examples
   * @param correct {@code [clients][classes]} right answers
   * @param total {@code [clients][classes]} examples
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Scores(String[] clients, double[] losses, long[][] correct, long[][] total)
      implements Serializable {
    private static final long serialVersionUID = 1;

    static Scores of(SortedMap<String, Evaluation> scores) {
      return new Scores(
          scores.keySet().toArray(String[]::new),
          scores.values().stream().mapToDouble(Evaluation::lossSum).toArray(),
          scores.values().stream().map(s -> counts(s.correct())).toArray(long[][]::new),
          scores.values().stream().map(s -> counts(s.total())).toArray(long[][]::new));
    }

    private static long[] counts(java.util.List<Long> counts) {
      return counts.stream().mapToLong(Long::longValue).toArray();
    }

    /** By client. */
    public SortedMap<String, Evaluation> byClient() {
      SortedMap<String, Evaluation> scores = new TreeMap<>();
      for (int i = 0; i < clients.length; i++) {
        scores.put(
            clients[i],
            new Evaluation(
                losses[i],
                Arrays.stream(correct[i]).boxed().toList(),
                Arrays.stream(total[i]).boxed().toList()));
      }
      return scores;
    }
  }

  /** For these parameters. */
  public Scoring(Broadcast<Order> order) {
    this.order = order;
  }

  @Override
  public Scores call(Shard shard) {
    order.value().requireSameVersion();
    Work.Evaluate work = order.value().scoring();
    SortedMap<String, Evaluation> scores = new TreeMap<>();
    for (var client : shard.clients().entrySet()) {
      ClientExamples own = client.getValue();
      Examples heldOut = own.heldOut();
      if (heldOut.size() > 0) {
        scores.put(client.getKey(), work.model().score(work.parameters(), heldOut));
      }
    }
    return Scores.of(scores);
  }
}
