package dev.headwater.proto.codec;

import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.Slot;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.ClassSums;
import dev.headwater.learning.work.ClippedMoments;
import dev.headwater.learning.work.FeatureMoments;
import dev.headwater.learning.work.FullGradient;
import dev.headwater.learning.work.GradientSum;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import dev.headwater.learning.work.Sgd;
import dev.headwater.proto.codec.vectors.CompressionCodec;
import dev.headwater.v1.SummedVector;
import java.util.ArrayList;
import java.util.List;

/** {@link LocalWork} and {@link SumSchema} on the wire. */
final class TaskCodec {
  private static final int MAX_VECTORS = 16;
  private static final int MAX_SLOTS = 64;

  private TaskCodec() {}

  static dev.headwater.v1.LocalWork encode(LocalWork work) {
    var message = dev.headwater.v1.LocalWork.newBuilder();
    if (work instanceof Sgd sgd) {
      message.setSgd(
          dev.headwater.v1.Sgd.newBuilder()
              .setHyperparameters(encode(sgd.hyper()))
              .setForm(
                  switch (sgd.form()) {
                    case PLAIN -> dev.headwater.v1.Sgd.Form.PLAIN;
                    case CONTROL_VARIATE -> dev.headwater.v1.Sgd.Form.CONTROL_VARIATE;
                    case NORMALISED -> dev.headwater.v1.Sgd.Form.NORMALISED;
                    case FAIR -> dev.headwater.v1.Sgd.Form.FAIR;
                    case DYNAMIC -> dev.headwater.v1.Sgd.Form.DYNAMIC;
                    case PERSONAL -> dev.headwater.v1.Sgd.Form.PERSONAL;
                  })
              .setQ(sgd.q()));
    } else if (work instanceof FullGradient) {
      message.setGradient(dev.headwater.v1.FullGradient.getDefaultInstance());
    } else if (work instanceof GradientSum) {
      message.setGradientSum(dev.headwater.v1.GradientSum.getDefaultInstance());
    } else if (work instanceof Moments) {
      message.setMoments(dev.headwater.v1.Moments.getDefaultInstance());
    } else if (work instanceof ClippedMoments clipped) {
      message.setClippedMoments(
          dev.headwater.v1.ClippedMoments.newBuilder()
              .setRowNorm(clipped.rowNorm())
              .setWholeClients(clipped.wholeClients()));
    } else if (work instanceof ClassSums) {
      message.setClassSums(dev.headwater.v1.ClassSums.getDefaultInstance());
    } else if (work instanceof FeatureMoments) {
      message.setFeatureMoments(dev.headwater.v1.FeatureMoments.getDefaultInstance());
    } else if (work instanceof Scores scores) {
      message.setScores(dev.headwater.v1.Scores.newBuilder().setCandidates(scores.candidates()));
    }
    return message.build();
  }

  /**
   * The work in {@code message}.
   *
   * @throws IllegalArgumentException if this version does not know it: guessing another one would
   *     upload data that was not requested
   */
  static LocalWork decode(dev.headwater.v1.LocalWork message) {
    return switch (message.getWorkCase()) {
      case SGD ->
          new Sgd(
              decode(message.getSgd().getHyperparameters()),
              switch (message.getSgd().getForm()) {
                case PLAIN -> Sgd.Form.PLAIN;
                case CONTROL_VARIATE -> Sgd.Form.CONTROL_VARIATE;
                case NORMALISED -> Sgd.Form.NORMALISED;
                case FAIR -> Sgd.Form.FAIR;
                case DYNAMIC -> Sgd.Form.DYNAMIC;
                case PERSONAL -> Sgd.Form.PERSONAL;
                case FORM_UNSPECIFIED, UNRECOGNIZED ->
                    throw unknown("sgd of form %d".formatted(message.getSgd().getFormValue()));
              },
              message.getSgd().getQ());
      case GRADIENT -> new FullGradient();
      case GRADIENT_SUM -> new GradientSum();
      case MOMENTS -> new Moments();
      case CLIPPED_MOMENTS ->
          new ClippedMoments(
              message.getClippedMoments().getRowNorm(),
              message.getClippedMoments().getWholeClients());
      case CLASS_SUMS -> new ClassSums();
      case FEATURE_MOMENTS -> new FeatureMoments();
      case SCORES -> new Scores(message.getScores().getCandidates());
      case WORK_NOT_SET -> throw unknown("of a kind that this version does not know");
    };
  }

  /**
   * Refuses protection that does not cover all that the work uploads. A coordinator of this version
   * never asks for it, and a client must not rely on that: a part of its upload would carry no
   * noise, whatever it demands.
   *
   * @throws IllegalArgumentException if a part of the upload would be neither clipped nor noised
   */
  static void requireProtected(LocalWork work, Model model, Protection protection) {
    boolean plain = work instanceof Sgd sgd && sgd.form() == Sgd.Form.PLAIN;
    if (protection.example() != null && !plain) {
      throw new IllegalArgumentException(
          "protection: of single pictures, for %s (expected: plain sgd, which alone can be trained so; nothing would be noised)"
              .formatted(work.name()));
    }
    List<LocalWork.Output> outputs = work.outputs(model, 1);
    boolean single = outputs.size() == 1 && work.scalars().isEmpty();
    boolean exact = outputs.stream().anyMatch(output -> output.fractionBits() != null);
    if ((protection.client() != null && !single) || (protection.clipping() != null && exact)) {
      throw new IllegalArgumentException(
          "protection: clipping, for %s (expected: a work that uploads a single vector of real numbers and no statistics; what else it uploads would not be clipped)"
              .formatted(work.name()));
    }
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(
        "work: %s (expected: one that this version knows; use the coordinator's version)"
            .formatted(what));
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

  private static Hyperparameters decode(dev.headwater.v1.Hyperparameters message) {
    return new Hyperparameters(
        message.getLocalEpochs(),
        message.getBatchSize(),
        message.getLearningRate(),
        message.getMomentum(),
        message.getWeightDecay(),
        message.getProximalMu());
  }

  static dev.headwater.v1.SumSchema encode(SumSchema schema) {
    var message = dev.headwater.v1.SumSchema.newBuilder();
    for (SumSchema.Vector vector : schema.vectors()) {
      message.addVectors(
          SummedVector.newBuilder()
              .setName(vector.name())
              .setGrid(ProtectionCodec.encode(vector.grid()))
              .setIntegers(vector.integers())
              .setCompression(CompressionCodec.encode(vector.compression())));
    }
    for (Slot slot : schema.slots()) {
      message.addSlots(
          dev.headwater.v1.Slot.newBuilder()
              .setName(slot.name())
              .setMaxPerWeight(slot.maxPerWeight())
              .setFractionBits(slot.fractionBits()));
    }
    return message.build();
  }

  /**
   * The schema of the sum. Layouts follow from model and work: a coordinator that asks for anything
   * else is refused.
   *
   * @throws IllegalArgumentException if {@code message} does not match the outputs of {@code work}
   */
  static SumSchema decode(dev.headwater.v1.SumSchema message, LocalWork work, Model model) {
    SecAggCodec.requireCount("summed vectors", message.getVectorsCount(), MAX_VECTORS);
    SecAggCodec.requireCount("slots", message.getSlotsCount(), MAX_SLOTS);
    List<LocalWork.Output> outputs = work.outputs(model, 1);
    List<String> names = message.getVectorsList().stream().map(SummedVector::getName).toList();
    List<String> own = outputs.stream().map(LocalWork.Output::name).toList();
    if (!names.equals(own)) {
      throw mismatch("vectors " + names, own);
    }
    List<SumSchema.Vector> vectors = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      SummedVector vector = message.getVectors(i);
      var grid = ProtectionCodec.decode(vector.getGrid());
      Integer bits = outputs.get(i).fractionBits();
      if (vector.getIntegers() != outputs.get(i).integers()
          || (bits != null && bits != grid.fractionBits())) {
        throw mismatch(
            "%s as %s of %d fraction bits"
                .formatted(
                    names.get(i),
                    vector.getIntegers() ? "integers" : "real numbers",
                    grid.fractionBits()),
            own);
      }
      Compression compression = CompressionCodec.decode(vector.getCompression(), outputs.get(i));
      vectors.add(
          new SumSchema.Vector(
              names.get(i),
              outputs.get(i).summed(compression).layout(),
              vector.getIntegers(),
              grid,
              compression));
    }
    List<Slot> slots =
        message.getSlotsList().stream()
            .map(s -> new Slot(s.getName(), s.getMaxPerWeight(), s.getFractionBits()))
            .toList();
    SumSchema schema = new SumSchema(vectors, slots);
    List<String> scalars = slots.stream().skip(SumSchema.USUAL_SLOTS).map(Slot::name).toList();
    if (!scalars.equals(work.scalars().stream().map(LocalWork.Scalar::name).toList())) {
      throw mismatch("scalars " + scalars, work.scalars());
    }
    return schema;
  }

  private static IllegalArgumentException mismatch(String asked, Object own) {
    return new IllegalArgumentException(
        "sum: the coordinator asks for %s (expected: %s, which is what the work gives)"
            .formatted(asked, own));
  }
}
