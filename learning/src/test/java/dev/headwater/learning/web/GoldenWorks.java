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
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.ClassSums;
import dev.headwater.learning.work.FeatureMoments;
import dev.headwater.learning.work.FullGradient;
import dev.headwater.learning.work.GradientSum;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import dev.headwater.learning.work.Sgd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Rounds of every kind of local work, of {@link GoldenWeb}. Drawn in this order: features, labels,
 * parameters, then, where the case has them: control variates to broadcast, a scaling (its means,
 * then its scales), candidates, the memory, held-out features, their labels. Vectors are told by
 * their digests, so that the file stays small.
 */
final class GoldenWorks {
  private static final double MAX_DELTA = 8;
  private static final int TOTAL_WEIGHT = 60;
  private static final String CLIENT = "client-é";

  private GoldenWorks() {}

  /**
   * A case.
   *
   * @param ring bits of the sum
   * @param memory whether the client has been counted before
   * @param scaled whether features are standardised
   * @param heldOut number of held-out examples
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
      boolean memory,
      boolean scaled,
      int heldOut) {

    Case standardised() {
      return new Case(
          round, n, width, classes, work, weighting, ring, total, memory, true, heldOut);
    }
  }

  static List<String> all() {
    var once = new Hyperparameters(1, 8, 0.5, 0, 0, 0);
    var often = new Hyperparameters(3, 7, 0.1, 0, 0, 0);
    var dual = new Hyperparameters(5, 10, 0.2, 0, 0, 0);
    var momentum = new Hyperparameters(2, 7, 0.1, 0.9, 0, 0);
    var uniform = new Weighting.Uniform();
    var capped = new Weighting.Capped(12);
    var counted = new Weighting.Examples();
    var fine = new Weighting.Capped(1 << 18);
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
            sums(29, 20, 6, 3, new Moments(), counted, 1000),
            sums(30, 2100, 5, 3, new Moments(), fine, Moments.MAX_EXAMPLES),
            sums(31, 40, 1280, 4, new Moments(), new Weighting.Capped(1000), 20_000),
            sgd(32, 41, 64, 4, fair(once, 0), uniform, 32, false),
            sgd(33, 300, 9, 3, fair(often, 0.5), uniform, 64, false),
            sgd(34, 30, 640, 5, fair(dual, 1.25), uniform, 64, false),
            sgd(35, 20, 9, 3, new Sgd(pulled, Sgd.Form.DYNAMIC), uniform, 32, false),
            sgd(36, 41, 64, 4, new Sgd(pulled, Sgd.Form.DYNAMIC), uniform, 64, true),
            sgd(37, 20, 9, 3, new Sgd(pulled, Sgd.Form.PERSONAL), capped, 32, false),
            sgd(38, 41, 64, 4, new Sgd(everything, Sgd.Form.PERSONAL), capped, 64, true),
            sgd(39, 30, 640, 5, new Sgd(dual, Sgd.Form.PERSONAL), uniform, 64, false),
            sums(40, 40, 64, 4, new ClassSums(), counted, 1000),
            sums(41, 40, 64, 4, new FeatureMoments(), counted, 1000),
            sums(42, 2100, 5, 3, new FeatureMoments(), fine, Moments.MAX_EXAMPLES),
            sums(43, 41, 64, 4, new GradientSum(), new Weighting.Capped(1000), 20_000),
            sums(44, 41, 64, 4, new GradientSum(), counted, 1000).standardised(),
            scores(45, 41, 64, 4, 5, 300),
            scores(46, 20, 9, 3, 2, 0),
            sgd(47, 41, 64, 10, new Sgd(often), uniform, 64, false),
            sgd(48, 41, 64, 10, new Sgd(often), uniform, 64, false).standardised(), // primal
            sgd(49, 30, 640, 5, new Sgd(dual), capped, 32, false).standardised(), // dual
            sgd(50, 30, 640, 5, new Sgd(dual, control), capped, 64, true).standardised(),
            sgd(51, 41, 64, 4, new Sgd(everything, Sgd.Form.PERSONAL), capped, 64, true)
                .standardised())
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
    return new Case(
        round, n, width, classes, work, weighting, ring, TOTAL_WEIGHT, memory, false, 0);
  }

  private static Case sums(
      int round, int n, int width, int classes, LocalWork work, Weighting weighting, int total) {
    return new Case(round, n, width, classes, work, weighting, 64, total, false, false, 0);
  }

  private static Case scores(
      int round, int n, int width, int classes, int candidates, int heldOut) {
    var uniform = new Weighting.Uniform();
    return new Case(
        round, n, width, classes, new Scores(candidates), uniform, 64, 20, false, false, heldOut);
  }

  private static String json(Case c) {
    var model = new LinearModel(c.classes(), c.width());
    int size = model.layout().size();
    KeyedRandom random = KeyedRandom.of(GoldenWeb.SEED, c.round(), "inputs", Purpose.PARTITION);
    float[] matrix = GoldenWeb.uniform(random, c.n() * c.width(), 3);
    int[] labels = IntStream.range(0, c.n()).map(i -> random.nextInt(c.classes())).toArray();
    Parameters global = Parameters.owning(model.layout(), GoldenWeb.uniform(random, size, 0.1));
    NamedVectors broadcast = broadcast(c, size, random);
    NamedVectors memory =
        c.memory()
            ? NamedVectors.owning(
                Map.of(remembered(c.work()), GoldenWeb.uniform(random, size, 0.05)))
            : NamedVectors.NONE;
    float[] heldOut = GoldenWeb.uniform(random, c.heldOut() * c.width(), 3);
    int[] heldOutLabels =
        IntStream.range(0, c.heldOut()).map(i -> random.nextInt(c.classes())).toArray();
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
            new Examples(heldOut, heldOutLabels, c.width()),
            task,
            memory);
    Contribution contribution = done.contribution();
    long[] units = MaskedSum.encode(contribution, task);
    return """
        {"round": %d, "n": %d, "width": %d, "classes": %d, "work": %s, "weightCap": %d, "memory": %s, "scaled": %s, "heldOut": %d,
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
            c.scaled(),
            c.heldOut(),
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

  private static NamedVectors broadcast(Case c, int size, KeyedRandom random) {
    Map<String, float[]> vectors = new TreeMap<>();
    if (remembered(c.work()).equals(Sgd.CONTROL)) {
      vectors.put(Sgd.CONTROL, GoldenWeb.uniform(random, size, 0.05));
    }
    if (c.scaled()) {
      vectors.put(Scaling.MEAN, GoldenWeb.uniform(random, c.width(), 0.5));
      float[] scale = GoldenWeb.uniform(random, c.width(), 1.5);
      for (int j = 0; j < scale.length; j++) {
        scale[j] = Math.max(0, scale[j]); // about half of the features are left out
      }
      vectors.put(Scaling.SCALE, scale);
    }
    if (c.work() instanceof Scores scores) {
      vectors.put(Scores.CANDIDATES, GoldenWeb.uniform(random, scores.candidates() * size, 0.1));
    }
    return NamedVectors.owning(vectors);
  }

  private static SumSchema schema(Case c, LinearModel model) {
    List<SumSchema.Vector> vectors = new ArrayList<>();
    for (LocalWork.Output output : c.work().outputs(model, MAX_DELTA)) {
      Integer bits = output.fractionBits();
      FixedPoint grid =
          bits == null
              ? FixedPoint.finest(c.ring(), output.maxPerWeight(), c.total(), 0)
              : new FixedPoint(bits, output.maxPerWeight(), c.total(), c.ring(), 0);
      vectors.add(new SumSchema.Vector(output.name(), output.layout(), output.integers(), grid));
    }
    return SumSchema.of(
        vectors,
        c.work().scalars().stream()
            .map(s -> Slot.finest(s.name(), s.maxPerWeight(), c.ring(), c.total(), 32))
            .toList());
  }

  private static String work(LocalWork work) {
    if (work instanceof Scores scores) {
      return "{\"kind\": \"scores\", \"candidates\": %d}".formatted(scores.candidates());
    }
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
