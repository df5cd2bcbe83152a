package dev.headwater.proto.codec;

import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.codec.vectors.EncodedVector;
import dev.headwater.proto.codec.vectors.LayoutCodec;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Evaluate;
import dev.headwater.v1.Part;
import dev.headwater.v1.Train;
import java.util.ArrayList;
import java.util.List;

/** {@link Work} as the messages of a Join stream: what to do first, then the vector's parts. */
public final class WorkCodec {
  private WorkCodec() {}

  /** Built once a round; the same messages go to all streams, in this order. */
  public static List<Assignment> encode(Work work) {
    return work instanceof Work.Train train ? encode(train) : encode((Work.Evaluate) work);
  }

  private static List<Assignment> encode(Work.Train work) {
    TrainTask task = work.task();
    EncodedVector vector =
        EncodedVector.float32(task.parameters().layout(), task.parameters().view());
    Train.Builder train =
        Train.newBuilder()
            .setRound(task.round())
            .setSeed(task.seed())
            .setHyperparameters(encode(task.hyper()))
            .setLayout(LayoutCodec.encode(task.parameters().layout()))
            .setVector(vector.header())
            .setProtection(ProtectionCodec.encode(task.protection()))
            .setGrid(ProtectionCodec.encode(task.grid()));
    if (work.masks() != null) {
      train.setSecureAggregation(SecAggCodec.encode(work.masks()));
    }
    return messages(Assignment.newBuilder().setTrain(train).build(), vector);
  }

  private static List<Assignment> encode(Work.Evaluate work) {
    EncodedVector vector =
        EncodedVector.float32(work.parameters().layout(), work.parameters().view());
    Evaluate evaluate =
        Evaluate.newBuilder()
            .setRound(work.round())
            .setLayout(LayoutCodec.encode(work.parameters().layout()))
            .setVector(vector.header())
            .build();
    return messages(Assignment.newBuilder().setEvaluate(evaluate).build(), vector);
  }

  private static List<Assignment> messages(Assignment first, EncodedVector vector) {
    List<Assignment> messages = new ArrayList<>();
    messages.add(first);
    for (Part part : vector.parts()) {
      messages.add(Assignment.newBuilder().setPart(part).build());
    }
    return List.copyOf(messages);
  }

  private static dev.headwater.v1.Hyperparameters encode(Hyperparameters hyper) {
    return dev.headwater.v1.Hyperparameters.newBuilder()
        .setLocalEpochs(hyper.localEpochs())
        .setBatchSize(hyper.batchSize())
        .setLearningRate(hyper.learningRate())
        .setMomentum(hyper.momentum())
        .setWeightDecay(hyper.weightDecay())
        .setProximalMu(hyper.proximalMu())
        .build();
  }

  static Hyperparameters decode(dev.headwater.v1.Hyperparameters message) {
    return new Hyperparameters(
        message.getLocalEpochs(),
        message.getBatchSize(),
        message.getLearningRate(),
        message.getMomentum(),
        message.getWeightDecay(),
        message.getProximalMu());
  }

  static int requireRound(int round) {
    if (round < 1) {
      throw new IllegalArgumentException(
          "round: %s (expected: 1 to 2147483647)".formatted(Integer.toUnsignedString(round)));
    }
    return round;
  }
}
