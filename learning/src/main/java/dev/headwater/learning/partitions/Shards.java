package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Sorted by label, cut into {@code clients * perClient} runs, dealt out (McMahan et al. 2017,
 * section 3).
 *
 * @param perClient runs for each client, at least 1
 */
public record Shards(int perClient) implements Partition {
  static final String NAME = "shards";

  /**
   * Refuses numbers outside their range.
   *
   * @param perClient at least 1
   * @throws IllegalArgumentException for a smaller number
   */
  public Shards {
    if (perClient < 1) {
      throw new IllegalArgumentException(
          "partition: shards:%d (expected: at least 1)".formatted(perClient));
    }
  }

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    int[] labels = data.labels();
    long wanted = (long) perClient * clients;
    if (wanted > labels.length) {
      throw new IllegalArgumentException(
          "partition: shards:%d for %d clients makes %d shards of %d examples (expected: at most one shard an example)"
              .formatted(perClient, clients, wanted, labels.length));
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
    int[] owners = new int[labels.length];
    for (int s = 0; s < shards; s++) {
      int from = (int) ((long) order[s] * labels.length / shards);
      int to = (int) ((order[s] + 1L) * labels.length / shards);
      for (int i = from; i < to; i++) {
        owners[byLabel[i]] = s / perClient;
      }
    }
    return owners;
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, perClient);
  }

  @Override
  public String toString() {
    return spec().toString();
  }

  /** Its row in the table of partitions. */
  @AutoService(Partitions.Row.class)
  public static final class Row extends Partitions.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "K=2",
          "K runs of the examples sorted by label for each client",
          a -> new Shards(a.wholeNumber(0)));
    }
  }
}
