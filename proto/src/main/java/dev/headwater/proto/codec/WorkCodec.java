package dev.headwater.proto.codec;

import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.proto.codec.vectors.EncodedVector;
import dev.headwater.proto.codec.vectors.LayoutCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Evaluate;
import dev.headwater.v1.Memory;
import dev.headwater.v1.NamedVector;
import dev.headwater.v1.Part;
import dev.headwater.v1.Train;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@link Work} as the messages of a Join stream: the announcement, then the vector's parts. */
public final class WorkCodec {
  private WorkCodec() {}

  /** Built once per round; all streams send the same messages in this order. */
  public static List<Assignment> encode(Work work) {
    return work instanceof Work.Train train ? encode(train) : encode((Work.Evaluate) work);
  }

  /** The first message, which holds the digests of all vectors that follow. */
  public static Assignment announcement(Work.Train work) {
    return encode(work).get(0);
  }

  /**
   * SHA-256 of a round's task as it is announced, 64 hex digits: parameters, broadcasts, work,
   * protection, sums, seed and masks. The same for every client, whatever memory it goes on from.
   */
  public static String taskDigest(Work.Train work) {
    return Sha256.hex(announcement(work).toByteArray());
  }

  private static List<Assignment> encode(Work.Train work) {
    TrainTask task = work.task();
    EncodedVector vector =
        EncodedVector.float32(task.parameters().layout(), task.parameters().view());
    Train.Builder train =
        Train.newBuilder()
            .setRound(task.round())
            .setSeed(task.seed())
            .setModel(task.model().spec().toString())
            .setWork(TaskCodec.encode(task.work()))
            .setLayout(LayoutCodec.encode(task.parameters().layout()))
            .setVector(vector.header())
            .setProtection(ProtectionCodec.encode(task.protection()))
            .setSchema(TaskCodec.encode(task.schema()));
    if (work.masks() != null) {
      train.setSecureAggregation(SecAggCodec.encode(work.masks()));
    }
    List<EncodedVector> vectors = new ArrayList<>();
    vectors.add(vector);
    for (String name : task.broadcast().names()) {
      float[] values = task.broadcast().get(name);
      Layout own = task.parameters().layout();
      boolean ofModel = values.length == own.size();
      EncodedVector sent =
          EncodedVector.float32(
              ofModel ? own : flat(name, values.length), FloatBuffer.wrap(values));
      vectors.add(sent);
      train.addBroadcast(
          NamedVector.newBuilder()
              .setName(name)
              .setVector(sent.header())
              .setLength(ofModel ? 0 : values.length));
    }
    return messages(Assignment.newBuilder().setTrain(train).build(), vectors);
  }

  /** The layout of a broadcast vector that is not of the model's. */
  static Layout flat(String name, int length) {
    return new Layout(List.of(new TensorSpec(name, List.of(length))));
  }

  /** The message to one client before work that needs its memory. */
  public static Assignment memory(int round) {
    return Assignment.newBuilder().setMemory(Memory.newBuilder().setRound(round)).build();
  }

  private static List<Assignment> encode(Work.Evaluate work) {
    EncodedVector vector =
        EncodedVector.float32(work.parameters().layout(), work.parameters().view());
    Evaluate evaluate =
        Evaluate.newBuilder()
            .setRound(work.round())
            .setLayout(LayoutCodec.encode(work.parameters().layout()))
            .setVector(vector.header())
            .setModel(work.model().spec().toString())
            .setPersonal(work.personal())
            .build();
    return messages(Assignment.newBuilder().setEvaluate(evaluate).build(), List.of(vector));
  }

  private static List<Assignment> messages(Assignment first, List<EncodedVector> vectors) {
    List<Assignment> messages = new ArrayList<>();
    messages.add(first);
    for (EncodedVector vector : vectors) {
      for (Part part : vector.parts()) {
        messages.add(Assignment.newBuilder().setPart(part).build());
      }
    }
    return List.copyOf(messages);
  }

  static int requireRound(int round) {
    if (round < 1) {
      throw new IllegalArgumentException(
          "round: %s (expected: 1 to 2147483647)".formatted(Integer.toUnsignedString(round)));
    }
    return round;
  }
}
