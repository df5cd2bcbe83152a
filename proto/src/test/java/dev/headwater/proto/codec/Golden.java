package dev.headwater.proto.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Slot;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import dev.headwater.learning.work.Sgd;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.JoinRequest;
import dev.headwater.v1.Participant;
import dev.headwater.v1.RunStatus;
import dev.headwater.v1.WatchEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One message of every kind, whose bytes are kept as hex in {@code src/test/resources/golden} so
 * that other languages can be held to them. {@link #main} writes the files anew.
 */
final class Golden {
  static final Model MODEL = new LinearModel(2, 3);
  static final Layout LAYOUT = MODEL.layout();

  private Golden() {}

  static Parameters parameters() {
    return Parameters.owning(
        LAYOUT, new float[] {0, 1, -2.5f, 3e-8f, Float.MIN_VALUE, 1e30f, -0.0f, 0.1f});
  }

  static TrainTask task() {
    return Tasks.sgd(
        3,
        -42,
        parameters(),
        new Hyperparameters(2, 16, 0.05, 0.9, 1e-4, 0.01),
        new Protection(
            new Weighting.Capped(50),
            new ClientPrivacy(0.5, ClientPrivacy.NoisePlace.MASKED, 0.125, true),
            new ExamplePrivacy(1, 0.75),
            false),
        FixedPoint.finest(Integer.SIZE, 1, 100, 2));
  }

  private static TrainTask with(LocalWork work, NamedVectors broadcast, SumSchema schema) {
    return new TrainTask(3, -42, MODEL, parameters(), broadcast, work, Protection.NONE, schema);
  }

  /** SCAFFOLD's: a broadcast vector, and two that are summed. */
  static TrainTask controlled() {
    FixedPoint grid = FixedPoint.finest(1024, 100);
    return with(
        new Sgd(new Hyperparameters(2, 16, 0.05, 0, 0, 0), Sgd.Form.CONTROL_VARIATE),
        NamedVectors.owning(Map.of(Sgd.CONTROL, new float[] {0, 1, 2, 3, 4, 5, 6, 7})),
        SumSchema.of(
            List.of(
                new SumSchema.Vector(Sgd.DELTA, LAYOUT, false, grid),
                new SumSchema.Vector(Sgd.CONTROL, LAYOUT, false, grid)),
            List.of()));
  }

  /** q-FedAvg's: a power, and a scalar that is summed. */
  static TrainTask fair() {
    Sgd work = new Sgd(new Hyperparameters(2, 16, 0.25, 0, 0, 0), Sgd.Form.FAIR, 1.5);
    FixedPoint grid = FixedPoint.finest(4096, 100);
    return with(
        work,
        NamedVectors.NONE,
        SumSchema.of(
            List.of(new SumSchema.Vector(Sgd.DELTA, LAYOUT, false, grid)),
            List.of(Slot.finest(Sgd.CURVATURE, 4e6, Long.SIZE, 100, 32))));
  }

  /** Statistics, as integers. */
  static TrainTask moments() {
    FixedPoint grid = new FixedPoint(Moments.PRODUCT_BITS, 64, 100);
    List<SumSchema.Vector> vectors = new ArrayList<>();
    for (LocalWork.Output output : new Moments().outputs(MODEL, 1)) {
      vectors.add(new SumSchema.Vector(output.name(), output.layout(), true, grid));
    }
    return with(new Moments(), NamedVectors.NONE, SumSchema.of(vectors, List.of()));
  }

  /** On standardised features: broadcast vectors of another length than the model's. */
  static TrainTask scaled() {
    var scaling = new Scaling(new float[] {0.5f, -1, 0}, new float[] {2, 0, 0.25f});
    return with(
        new Sgd(new Hyperparameters(2, 16, 0.05, 0, 0, 0)),
        NamedVectors.owning(scaling.broadcast()),
        SumSchema.single(Sgd.DELTA, LAYOUT, FixedPoint.finest(1024, 100)));
  }

  /** Two candidates to be scored. */
  static TrainTask scores() {
    Scores work = new Scores(2);
    LocalWork.Output output = work.outputs(MODEL, 1).get(0);
    var vector =
        new SumSchema.Vector(
            output.name(), output.layout(), true, new FixedPoint(16, output.maxPerWeight(), 100));
    var zeros = Parameters.zeros(LAYOUT);
    return with(
        work,
        NamedVectors.owning(
            Map.of(Scores.CANDIDATES, Scores.broadcast(List.of(parameters(), zeros)))),
        SumSchema.of(List.of(vector), List.of()));
  }

  static Contribution statistics() {
    long[] second = {1, -2, 1L << 40, -(1L << 40), Long.MAX_VALUE, Long.MIN_VALUE, 0, 7, 8, 9};
    return new Contribution(
        "änne",
        3,
        20,
        20,
        List.of(
            new Values.Integers(second),
            new Values.Integers(new long[] {1, 2, 3, 4, -5, 6, 7, 1L << 50})),
        0,
        true,
        List.of());
  }

  static Contribution contribution() {
    return new Contribution("änne", 3, 20, 20, parameters().toArray(), 0.693, true);
  }

  static Evaluation evaluation() {
    return new Evaluation(1.25, List.of(1L, 0L), List.of(2L, 300L));
  }

  static RunDescription run() {
    return new RunDescription(
        "run-7",
        "0.1.0",
        List.of("cat", "dög"),
        96,
        List.of(0.5f, 0.25f, 0.125f),
        List.of(1f, 2f, 0.1f),
        new BackboneDescription("0f".repeat(32), "mobilenet_v2", 1280, true),
        0.2,
        -1,
        true,
        "linear",
        "memory-1");
  }

  static SortedMap<String, MessageLite> messages() {
    SortedMap<String, MessageLite> messages = new TreeMap<>(GoldenSteps.messages());
    messages.putAll(GoldenWords.messages());
    messages.putAll(GoldenForms.messages());
    var train = WorkCodec.encode(new Work.Train(task()));
    messages.put("assignment-train", train.get(0));
    messages.put("assignment-part", train.get(1));
    messages.put("assignment-memory", WorkCodec.memory(2));
    messages.put("assignment-train-control", WorkCodec.encode(new Work.Train(controlled())).get(0));
    messages.put("assignment-train-fair", WorkCodec.encode(new Work.Train(fair())).get(0));
    messages.put("assignment-train-moments", WorkCodec.encode(new Work.Train(moments())).get(0));
    messages.put("assignment-train-scaled", WorkCodec.encode(new Work.Train(scaled())).get(0));
    messages.put("assignment-train-scores", WorkCodec.encode(new Work.Train(scores())).get(0));
    messages.put(
        "assignment-evaluate", WorkCodec.encode(new Work.Evaluate(3, MODEL, parameters())).get(0));
    messages.put(
        "assignment-evaluate-personal",
        WorkCodec.encode(new Work.Evaluate(3, MODEL, parameters(), true, 2)).get(0));
    ByteString session = ByteString.copyFromUtf8("session");
    messages.put(
        "submission-contribution",
        SubmissionCodec.encode(contribution(), task().schema(), "run-7", session).get(0));
    messages.put(
        "submission-moments",
        SubmissionCodec.encode(statistics(), moments().schema(), "run-7", session).get(1));
    messages.put(
        "submission-evaluation",
        SubmissionCodec.encode(evaluation(), null, 3, "änne", "run-7", session));
    messages.put(
        "submission-evaluation-personal",
        SubmissionCodec.encode(evaluation(), evaluation(), 3, "änne", "run-7", session));
    messages.put("receipt-accepted", ReceiptCodec.encode(new Receipt.Accepted()));
    messages.put("receipt-duplicate", ReceiptCodec.encode(new Receipt.Duplicate()));
    messages.put("receipt-late", ReceiptCodec.encode(new Receipt.Late()));
    messages.put(
        "receipt-refused", ReceiptCodec.encode(new Receipt.Refused("no: 1 (expected: 2)")));
    messages.put("receipt-part-received", ReceiptCodec.PART_RECEIVED);
    messages.put("run-description", RunCodec.encode(run()));
    messages.put("model-head", RunCodec.encodeHead(3, parameters()).get(0));
    messages.put("watch-status", WatchEvent.newBuilder().setStatus(status()).build());
    messages.put(
        "join-request",
        JoinRequest.newBuilder()
            .setClient("änne")
            .setToken("secret")
            .addAllLabels(List.of("cat", "dög"))
            .setNumExamples(20)
            .setNumHeldOut(5)
            .setBackboneDigest("0f".repeat(32))
            .setFeatureLength(1280)
            .setSoftwareVersion("0.1.0")
            .setProtocolVersion(Protocol.VERSION)
            .setArithmetic(Arithmetic.VERSION)
            .build());
    return messages;
  }

  private static RunStatus status() {
    return RunStatus.newBuilder()
        .setRunId("run-7")
        .setPhase(RunStatus.Phase.TRAINING)
        .setRound(3)
        .setRoundsPlanned(10)
        .setSentence("round 3: waiting for änne")
        .addParticipants(
            Participant.newBuilder()
                .setName("änne")
                .setState(Participant.State.WORKING)
                .setConnected(true)
                .setNumExamples(20))
        .setParticipantsTotal(1)
        .setConnected(1)
        .setRoundSeconds(1.5)
        .setStepSeconds(0.5)
        .setStepDeadlineSeconds(60)
        .setSecureStep("train and mask")
        .setLabels(RunCodec.labels(List.of("cat", "dög")))
        .setPrivacy(WatchCodec.privacy(new PrivacySpent(1.25, 1e-5, 1), 4))
        .build();
  }

  static String hex(MessageLite message) {
    return HexFormat.of().formatHex(message.toByteArray()) + "\n";
  }

  /** Writes the files into the folder that is given. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (var entry : messages().entrySet()) {
      Files.writeString(folder.resolve(entry.getKey() + ".hex"), hex(entry.getValue()));
    }
  }
}
