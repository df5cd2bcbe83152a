package dev.headwater.learning.partitions;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.partition.DataSet;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.random.KeyedRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every client has exactly {@code classesPerClient} classes, chosen so that all classes are held by
 * equally many clients, give or take one; a class is shared evenly (Li et al. 2022).
 *
 * @param classesPerClient from 1 to the number of classes; so many that the clients together can
 *     hold every class
 */
public record Pathological(int classesPerClient) implements Partition {
  static final String NAME = "pathological";

  /**
   * Refuses numbers outside their range.
   *
   * @param classesPerClient at least 1
   * @throws IllegalArgumentException for a smaller number
   */
  public Pathological {
    if (classesPerClient < 1) {
      throw new IllegalArgumentException(
          "partition: pathological:%d (expected: at least 1)".formatted(classesPerClient));
    }
  }

  @Override
  public int[] assign(DataSet data, int clients, KeyedRandom random) {
    if (classesPerClient > data.classes() || (long) classesPerClient * clients < data.classes()) {
      throw new IllegalArgumentException(
          "partition: pathological:%d for %d clients and %d classes (expected: at most %d, and enough clients to hold every class)"
              .formatted(classesPerClient, clients, data.classes(), data.classes()));
    }
    List<List<Integer>> holders = holders(data.classes(), clients, random);
    requireAnExampleForEach(holders, data);
    Bins bins = new Bins(data, clients, random);
    for (int c = 0; c < data.classes(); c++) {
      bins.give(c, holders.get(c), Bins.shares(new double[holders.get(c).size()]));
    }
    return bins.owners();
  }

  /**
   * The clients that hold each class. Every client takes the classes with the fewest holders so
   * far, ties at random: classes are held evenly, no client gets one twice, and many different sets
   * of classes occur.
   */
  private List<List<Integer>> holders(int classes, int clients, KeyedRandom random) {
    List<List<Integer>> holders =
        IntStream.range(0, classes).<List<Integer>>mapToObj(c -> new ArrayList<>()).toList();
    int[] order = IntStream.range(0, classes).toArray();
    for (int client = 0; client < clients; client++) {
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
    return holders;
  }

  private void requireAnExampleForEach(List<List<Integer>> holders, DataSet data) {
    int[] available = new int[data.classes()];
    for (int label : data.labels()) {
      available[label]++;
    }
    for (int c = 0; c < available.length; c++) {
      if (available[c] < holders.get(c).size()) {
        throw new IllegalArgumentException(
            "partition: pathological:%d gives class %d, which has %d examples, to %d clients (expected: an example for each; use fewer clients or classes a client)"
                .formatted(classesPerClient, c, available[c], holders.get(c).size()));
      }
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, classesPerClient);
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
          "exactly K classes for each client",
          a -> new Pathological(a.wholeNumber(0)));
    }
  }
}
