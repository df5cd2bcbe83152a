package dev.headwater.learning.web;

import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Slot;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.FullGradient;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Sgd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Rounds of every kind of local work, of {@link GoldenWeb}. Drawn in this order: features, labels,
 * parameters, then the broadcast and the memory where the work has them. Vectors are told by their
 * digests, so that the file stays small.
 */
final class GoldenWorks {
  private static final double MAX_DELTA = 8;
  private static final int TOTAL_WEIGHT = 60;
  private static final String CLIENT = "client-é";

  private GoldenWorks() {}

  /**
   * A case.
   *
   * @param memory whether the client has been counted before
   * @param ring bits of the sum
   */
  private record Case(
      int round,
      int n,
      int width,
      int classes,
      LocalWork work,
      Weighting weighting,
      int ring,
      int total,
      boolean memory) {}

  static List<String> all() {
    var once = new Hyperparameters(1, 8, 0.5, 0, 0, 0);
    var often = new Hyperparameters(3, 7, 0.1, 0, 0, 0);
    var dual = new Hyperparameters(5, 10, 0.2, 0, 0, 0);
    var momentum = new Hyperparameters(2, 7, 0.1, 0.9, 0, 0);
    var uniform = new Weighting.Uniform();
    var capped = new Weighting.Capped(12);
    var counted = new Weighting.Examples();
    var control = Sgd.Form.CONTROL_VARIATE;
    var normalised = Sgd.Form.NORMALISED;
    var pulled = new Hyperparameters(2, 7, 0.1, 0, 0, 0.25);
    var everything = new Hyperparameters(2, 7, 0.1, 0.9, 0.01, 0.5);
    return List.of(
            sgd(21, 20, 9, 3, new Sgd(once, control), uniform, 32, false),
            sgd(22, 41, 64, 4, new Sgd(often, control), capped, 32, true),
            sgd(23, 30, 640, 5, new Sgd(dual, control), capped, 64, true),
            sgd(24, 20, 9, 3, new Sgd(often, normalised), capped, 64, false),
            sgd(25, 30, 640, 5, new Sgd(dual, normalised), uniform, 32, false),
            sgd(26, 41, 64, 4, new Sgd(momentum, normalised), capped, 64, false),
            sgd(27, 41, 64, 4, new FullGradient(), capped, 32, false),
            sgd(28, 30, 1280, 10, new FullGradient(), uniform, 64, false),
            moments(29, 20, 6, 3, counted, 1000),
            moments(30, 2100, 5, 3, new Weighting.Capped(1 << 18), Moments.MAX_EXAMPLES),
            moments(31, 40, 1280, 4, new Weighting.Capped(1000), 20_000),
            sgd(32, 41, 64, 4, fair(once, 0), uniform, 32, false),
            sgd(33, 300, 9, 3, fair(often, 0.5), uniform, 64, false),
            sgd(34, 30, 640, 5, fair(dual, 1.25), uniform, 64, false),
            sgd(35, 20, 9, 3, new Sgd(pulled, Sgd.Form.DYNAMIC), uniform, 32, false),
            sgd(36, 41, 64, 4, new Sgd(pulled, Sgd.Form.DYNAMIC), uniform, 64, true),
            sgd(37, 20, 9, 3, new Sgd(pulled, Sgd.Form.PERSONAL), capped, 32, false),
            sgd(38, 41, 64, 4, new Sgd(everything, Sgd.Form.PERSONAL), capped, 64, true),
            sgd(39, 30, 640, 5, new Sgd(dual, Sgd.Form.PERSONAL), uniform, 64, false))
        .stream()
        .map(GoldenWorks::json)
        .toList();
  }

  private static Sgd fair(Hyperparameters hyper, double q) {
    return new Sgd(hyper, Sgd.Form.FAIR, q);
  }

  private static Case sgd(
      int round,
      int n,
      int width,
      int classes,
      LocalWork work,
      Weighting weighting,
      int ring,
      boolean memory) {
    return new Case(round, n, width, classes, work, weighting, ring, TOTAL_WEIGHT, memory);
  }

  private static Case moments(
      int round, int n, int width, int classes, Weighting weighting, int total) {
    return new Case(round, n, width, classes, new Moments(), weighting, 64, total, false);
  }

  private static String json(Case c) {
    var model = new LinearModel(c.classes(), c.width());
    int size = model.layout().size();
    KeyedRandom random = KeyedRandom.of(GoldenWeb.SEED, c.round(), "inputs", Purpose.PARTITION);
    float[] matrix = GoldenWeb.uniform(random, c.n() * c.width(), 3);
    int[] labels = IntStream.range(0, c.n()).map(i -> random.nextInt(c.classes())).toArray();
    Parameters global = Parameters.owning(model.layout(), GoldenWeb.uniform(random, size, 0.1));
    NamedVectors broadcast =
        remembered(c.work()).equals(Sgd.CONTROL)
            ? NamedVectors.owning(Map.of(Sgd.CONTROL, GoldenWeb.uniform(random, size, 0.05)))
            : NamedVectors.NONE;
    NamedVectors memory =
        c.memory()
            ? NamedVectors.owning(
                Map.of(remembered(c.work()), GoldenWeb.uniform(random, size, 0.05)))
            : NamedVectors.NONE;
    SumSchema schema = schema(c, model);
    TrainTask task =
        new TrainTask(
            c.round(),
            GoldenWeb.SEED,
            model,
            global,
            broadcast,
            c.work(),
            new Protection(c.weighting(), null, null, false),
            schema);
    ClientRound done =
        ClientRound.perform(
            CLIENT,
            new Examples(matrix, labels, c.width()),
            Examples.none(c.width()),
            task,
            memory);
    Contribution contribution = done.contribution();
    long[] units = MaskedSum.encode(contribution, task);
    return """
        {"round": %d, "n": %d, "width": %d, "classes": %d, "work": %s, "weightCap": %d, "memory": %s,
         "vectors": [%s],
         "slots": [%s],
         "numExamples": %d, "weight": %s, "trainLoss": %s, "scalars": %s, "remembered": "%s", "next": "%s",
         "units": "%s", "unitsEnd": [%s]}"""
        .formatted(
            c.round(),
            c.n(),
            c.width(),
            c.classes(),
            work(c.work()),
            c.weighting().cap(),
            c.memory(),
            vectors(schema, contribution.vectors()),
            slots(schema),
            contribution.numExamples(),
            contribution.weight(),
            contribution.trainLoss(),
            contribution.scalars(),
            remembered(c.work()),
            done.memory().isEmpty()
                ? ""
                : Sha256.hex(bytes(done.memory().get(remembered(c.work())))),
            Sha256.hex(ring(units, c.ring())),
            LongStream.of(Arrays.copyOfRange(units, units.length - 6, units.length))
                .mapToObj(unit -> "\"" + unit + "\"")
                .collect(Collectors.joining(", ")));
  }

  /** The name of the vector that the client keeps; empty for none. */
  private static String remembered(LocalWork work) {
    if (!(work instanceof Sgd sgd)) {
      return "";
    }
    return switch (sgd.form()) {
      case CONTROL_VARIATE -> Sgd.CONTROL;
      case DYNAMIC -> Sgd.LOCAL_GRADIENT;
      case PERSONAL -> Sgd.PERSONAL;
      case PLAIN, NORMALISED, FAIR -> "";
    };
  }

  private static SumSchema schema(Case c, LinearModel model) {
    List<SumSchema.Vector> vectors = new ArrayList<>();
    for (LocalWork.Output output : c.work().outputs(model, MAX_DELTA)) {
      Integer bits = output.fractionBits();
      FixedPoint grid =
          bits == null
              ? FixedPoint.finest(c.ring(), output.maxPerWeight(), c.total(), 0)
              : new FixedPoint(bits, output.maxPerWeight(), c.total(), c.ring(), 0);
      vectors.add(new SumSchema.Vector(output.name(), output.layout(), bits != null, grid));
    }
    return SumSchema.of(
        vectors,
        c.work().scalars().stream()
            .map(s -> Slot.finest(s.name(), s.maxPerWeight(), c.ring(), c.total(), 32))
            .toList());
  }

  private static String work(LocalWork work) {
    if (!(work instanceof Sgd sgd)) {
      return "{\"kind\": \"%s\"}".formatted(work.name());
    }
    Hyperparameters hyper = sgd.hyper();
    return "{\"kind\": \"sgd\", \"form\": \"%s\", \"q\": %s, \"hyper\": {\"localEpochs\": %d, \"batchSize\": %d, \"learningRate\": %s, \"momentum\": %s, \"weightDecay\": %s, \"proximalMu\": %s}}"
        .formatted(
            sgd.form().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
            sgd.q(),
            hyper.localEpochs(),
            hyper.batchSize(),
            hyper.learningRate(),
            hyper.momentum(),
            hyper.weightDecay(),
            hyper.proximalMu());
  }

  private static String vectors(SumSchema schema, List<Values> values) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      SumSchema.Vector vector = schema.vectors().get(i);
      FixedPoint grid = vector.grid();
      byte[] bytes = bytes(values.get(i));
      all.add(
          "{\"name\": \"%s\", \"layoutHash\": \"%s\", \"integers\": %s, \"grid\": {\"fractionBits\": %d, \"maxPerWeight\": %s, \"maxTotalWeight\": %s, \"ringBits\": %d, \"noiseDeviation\": 0}, \"size\": %d, \"digest\": \"%s\"}"
              .formatted(
                  vector.name(),
                  vector.layout().hash(),
                  vector.integers(),
                  grid.fractionBits(),
                  grid.maxPerWeight(),
                  grid.maxTotalWeight(),
                  grid.ringBits(),
                  values.get(i).size(),
                  Sha256.hex(bytes)));
    }
    return String.join(",\n  ", all);
  }

  private static String slots(SumSchema schema) {
    return schema.slots().stream()
        .map(
            slot ->
                "{\"name\": \"%s\", \"maxPerWeight\": %s, \"fractionBits\": %d}"
                    .formatted(slot.name(), slot.maxPerWeight(), slot.fractionBits()))
        .collect(Collectors.joining(", "));
  }

  private static byte[] bytes(Values values) {
    return values instanceof Values.Reals reals
        ? bytes(reals.values())
        : ring(((Values.Integers) values).units(), Long.SIZE);
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** Modulo {@code 2^bits}, little-endian: what is masked. */
  private static byte[] ring(long[] units, int bits) {
    ByteBuffer bytes = ByteBuffer.allocate(bits / 8 * units.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long unit : units) {
      if (bits == Integer.SIZE) {
        bytes.putInt((int) unit);
      } else {
        bytes.putLong(unit);
      }
    }
    return bytes.array();
  }
}
