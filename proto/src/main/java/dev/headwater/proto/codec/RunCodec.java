package dev.headwater.proto.codec;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.vectors.EncodedVector;
import dev.headwater.proto.codec.vectors.LayoutCodec;
import dev.headwater.proto.codec.vectors.VectorAssembly;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Backbone;
import dev.headwater.v1.FinalHead;
import dev.headwater.v1.HeadHeader;
import dev.headwater.v1.Labels;
import dev.headwater.v1.ModelPart;
import dev.headwater.v1.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/** Descriptions and heads: the messages of GetModel, and the final head of a Join stream. */
public final class RunCodec {
  private RunCodec() {}

  /** As a message. */
  public static dev.headwater.v1.RunDescription encode(RunDescription run) {
    var message =
        dev.headwater.v1.RunDescription.newBuilder()
            .setRunId(run.runId())
            .setSoftwareVersion(run.softwareVersion())
            .setProtocolVersion(Protocol.VERSION)
            .setPreprocessing(
                Preprocessing.newBuilder()
                    .setImageSize(run.imageSize())
                    .addAllMean(run.mean())
                    .addAllStd(run.std()))
            .setBackbone(
                Backbone.newBuilder()
                    .setDigest(run.backbone().digest())
                    .setArch(run.backbone().arch())
                    .setFeatureLength(run.backbone().features())
                    .setFileAvailable(run.backbone().fileAvailable()))
            .setHoldoutShare(run.holdoutShare())
            .setSeed(run.seed())
            .setHidesNumExamples(run.hidesNumExamples())
            .setModel(run.model())
            .setMemoryId(run.memoryId())
            .setArithmetic(Arithmetic.VERSION)
            .setCountsUsers(run.countsUsers());
    if (run.labelsFixed()) {
      message.setLabels(labels(run.labels()));
    }
    return message.build();
  }

  /**
   * As a value.
   *
   * @throws IllegalArgumentException if it is of another protocol version or cannot be used
   */
  public static RunDescription decode(dev.headwater.v1.RunDescription message) {
    if (message.getProtocolVersion() != Protocol.VERSION) {
      throw new IllegalArgumentException(
          "protocol version: the coordinator (version %s) speaks %s (expected: %d; use the same version of Headwater on both sides)"
              .formatted(
                  message.getSoftwareVersion(),
                  Integer.toUnsignedString(message.getProtocolVersion()),
                  Protocol.VERSION));
    }
    if (message.getArithmetic() != Arithmetic.VERSION) {
      throw new IllegalArgumentException(
          "arithmetic: the coordinator (version %s) computes by %s (expected: %d; use the same version of Headwater on both sides)"
              .formatted(
                  message.getSoftwareVersion(),
                  Integer.toUnsignedString(message.getArithmetic()),
                  Arithmetic.VERSION));
    }
    return new RunDescription(
        message.getRunId(),
        message.getSoftwareVersion(),
        message.getLabels().getNamesList(),
        message.getPreprocessing().getImageSize(),
        message.getPreprocessing().getMeanList(),
        message.getPreprocessing().getStdList(),
        new BackboneDescription(
            message.getBackbone().getDigest(),
            message.getBackbone().getArch(),
            message.getBackbone().getFeatureLength(),
            message.getBackbone().getFileAvailable()),
        message.getHoldoutShare(),
        message.getSeed(),
        message.getHidesNumExamples(),
        message.getModel(),
        message.getMemoryId(),
        message.getCountsUsers());
  }

  /** Label names as a message. */
  public static Labels labels(List<String> names) {
    return Labels.newBuilder().addAllNames(names).build();
  }

  /**
   * The messages of the current head, in order.
   *
   * @param round number of rounds behind it, 0 for none
   */
  public static List<ModelPart> encodeHead(int round, Parameters parameters) {
    EncodedVector vector = EncodedVector.float32(parameters.layout(), parameters.view());
    List<ModelPart> messages = new ArrayList<>();
    messages.add(
        ModelPart.newBuilder()
            .setHead(
                HeadHeader.newBuilder()
                    .setRound(round)
                    .setLayout(LayoutCodec.encode(parameters.layout()))
                    .setVector(vector.header()))
            .build());
    vector.parts().forEach(part -> messages.add(ModelPart.newBuilder().setPart(part).build()));
    return List.copyOf(messages);
  }

  /**
   * The messages of a Join stream with the run's final head, in order.
   *
   * @param parameters after the last round that gave a sum
   */
  public static List<Assignment> encodeFinalHead(Parameters parameters) {
    EncodedVector vector = EncodedVector.float32(parameters.layout(), parameters.view());
    List<Assignment> messages = new ArrayList<>();
    messages.add(
        Assignment.newBuilder()
            .setHead(
                FinalHead.newBuilder()
                    .setLayout(LayoutCodec.encode(parameters.layout()))
                    .setVector(vector.header()))
            .build());
    vector.parts().forEach(part -> messages.add(Assignment.newBuilder().setPart(part).build()));
    return List.copyOf(messages);
  }

  /**
   * The head from all of its messages.
   *
   * @throws IllegalArgumentException if they cannot be used
   */
  public static Parameters decodeHead(List<ModelPart> messages) {
    if (messages.isEmpty() || !messages.get(0).hasHead()) {
      throw new IllegalArgumentException("head: no header (expected: it comes first)");
    }
    HeadHeader header = messages.get(0).getHead();
    var layout = LayoutCodec.decode(header.getLayout());
    var vector = new VectorAssembly(header.getVector(), layout);
    messages.stream().skip(1).forEach(message -> vector.add(message.getPart()));
    if (!vector.complete()) {
      throw new IllegalArgumentException(
          "head: %d of %d parts (expected: all of them)"
              .formatted(messages.size() - 1, header.getVector().getParts()));
    }
    return Parameters.owning(layout, vector.floats());
  }
}
