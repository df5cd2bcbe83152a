package dev.headwater.spark.executors;

import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.codec.Work;
import dev.headwater.proto.codec.WorkAssembly;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.v1.Assignment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is broadcast for a round: the task in the bytes in which nodes get it, who is asked, and who
 * does fewer local epochs. An executor decodes it once.
 */
public final class Order implements Serializable {
  private static final long serialVersionUID = 1;

  /** The codec's name for a run; nothing on this road is compared with it. */
  private static final String RUN = "spark";

  private final Stamp stamp;
  private final byte[] work;
  private final String[] asked;
  private final String[] slow;
  private final int[] epochs;
  private final boolean sums;
  private transient @Nullable Work decoded;
  private transient @Nullable Set<String> members;

  private Order(
      Stamp stamp, byte[] work, String[] asked, SortedMap<String, Integer> partial, boolean sums) {
    this.stamp = stamp;
    this.work = work;
    this.asked = asked;
    this.slow = partial.keySet().toArray(String[]::new);
    this.epochs = partial.values().stream().mapToInt(Integer::intValue).toArray();
    this.sums = sums;
  }

  /**
   * Training.
   *
   * @param stamp of the driver
   * @param task unmasked
   * @param asked clients of its cohort that the driver knows
   * @param sums whether executors add up contributions, or return every single one
   */
  public static Order train(Stamp stamp, RoundTask task, SortedSet<String> asked, boolean sums) {
    return new Order(
        stamp,
        encode(new Work.Train(task.train())),
        asked.toArray(String[]::new),
        task.partial(),
        sums);
  }

  /**
   * Scores of the global parameters on what clients hold out.
   *
   * @param stamp of the driver
   * @param task personal heads are not scored here
   */
  public static Order score(Stamp stamp, ScoringTask task) {
    return new Order(
        stamp,
        encode(new Work.Evaluate(task.round(), task.model(), task.parameters())),
        new String[0],
        new TreeMap<>(),
        false);
  }

  /** Bytes that every executor fetches for the round. */
  public int bytes() {
    return work.length;
  }

  private static byte[] encode(Work work) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (Assignment message : WorkCodec.encode(work)) {
        message.writeDelimitedTo(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array has room
    }
    return bytes.toByteArray();
  }

  /**
   * Refuses to work for a driver of another version.
   *
   * @throws dev.headwater.files.UserDataException in a sentence, which reaches the driver
   */
  void requireSameVersion() {
    Stamp.require(stamp);
  }

  TrainTask training() {
    return ((Work.Train) work()).task();
  }

  /** What {@code client} does: the task of all, or with fewer local epochs. */
  TrainTask trainingOf(String client) {
    int place = Arrays.binarySearch(slow, client);
    return place < 0 ? training() : training().withLocalEpochs(epochs[place]);
  }

  Work.Evaluate scoring() {
    return (Work.Evaluate) work();
  }

  boolean sums() {
    return sums;
  }

  /** The clients of {@code shard} that are asked, by name. */
  synchronized List<String> askedOf(Shard shard) {
    if (members == null) {
      members = Set.of(asked);
    }
    return shard.clients().keySet().stream().filter(members::contains).toList();
  }

  private synchronized Work work() {
    Work known = decoded;
    if (known == null) {
      known = decode();
      decoded = known;
    }
    return known;
  }

  private Work decode() {
    WorkAssembly assembly = new WorkAssembly(RUN);
    ByteArrayInputStream bytes = new ByteArrayInputStream(work);
    try {
      for (Assignment message = Assignment.parseDelimitedFrom(bytes);
          message != null;
          message = Assignment.parseDelimitedFrom(bytes)) {
        Work complete = assembly.add(message);
        if (complete != null) {
          return complete;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("spark: the encoded task has no end");
  }
}
