package dev.headwater.learning.web;

import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.noise.DiscreteGaussian;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.partition.Holdout;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.softmax.Scoring;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what web/test/learning compares itself with, bit for bit. Inputs are drawn by {@link
 * KeyedRandom} on both sides, so that the file stays small. Run {@code main} to write it again.
 */
final class GoldenWeb {
  static final Path FILE = Path.of("src/test/resources/golden/web/learning.json");
  static final long SEED = -8_412_345_678_901_234_567L;

  private GoldenWeb() {}

  public static void main(String[] args) throws IOException {
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, json());
  }

  static String json() {
    return "{\n\"random\": %s,\n\"holdouts\": %s,\n\"discreteGaussian\": %s,\n\"rounds\": %s,\n\"works\": %s,\n\"halves\": %s,\n\"compressions\": %s\n}\n"
        .formatted(
            list(randoms()),
            list(holdouts()),
            list(gaussians()),
            list(rounds()),
            list(GoldenWorks.all()),
            GoldenCompressions.halves(),
            list(GoldenCompressions.all()));
  }

  private static String list(List<String> values) {
    return "[\n" + String.join(",\n", values) + "\n]";
  }

  // ---- random

  private static List<String> randoms() {
    List<String> all = new ArrayList<>();
    for (Purpose purpose : List.of(Purpose.SHUFFLE, Purpose.HOLDOUT, Purpose.NOISE)) {
      for (String client : List.of("", "client-007", "Zoë's 電話")) {
        all.add(random(purpose, client));
      }
    }
    return all;
  }

  private static String random(Purpose purpose, String client) {
    KeyedRandom random = KeyedRandom.of(SEED, 3, client, purpose);
    int[] bits = IntStream.range(0, 6).map(i -> random.nextBits()).toArray();
    int[] ints =
        IntStream.of(1, 2, 3, 1000, 1 << 20, Integer.MAX_VALUE, (1 << 30) + 1)
            .map(random::nextInt)
            .toArray();
    double uniform = random.nextDouble();
    double gaussian = random.nextGaussian();
    int[] order = IntStream.range(0, 30).toArray();
    random.shuffle(order);
    return "{\"purpose\": \"%s\", \"client\": \"%s\", \"bits\": %s, \"ints\": %s, \"uniform\": %s, \"gaussian\": %s, \"order\": %s}"
        .formatted(
            purpose,
            client,
            Arrays.toString(bits),
            Arrays.toString(ints),
            uniform,
            gaussian,
            Arrays.toString(order));
  }

  private static List<String> holdouts() {
    List<String> all = new ArrayList<>();
    for (int n : new int[] {1, 2, 10, 40, 100}) {
      for (double share : new double[] {0, 0.1, 0.29, 0.9}) {
        Holdout parts = Holdout.of(n, share, SEED, "client-" + n);
        all.add(
            "{\"n\": %d, \"share\": %s, \"heldOut\": %s}"
                .formatted(n, share, Arrays.toString(parts.heldOut())));
      }
    }
    return all;
  }

  private static List<String> gaussians() {
    List<String> all = new ArrayList<>();
    for (double sigma : new double[] {0.5, 1, 1.7, 1000, 123_456_789.25, 0x1.91p43}) {
      NoiseSource noise = NoiseSource.seeded(SEED, 1, "client", Purpose.NOISE);
      DiscreteGaussian gaussian = new DiscreteGaussian(sigma);
      long[] draws = LongStream.range(0, 200).map(i -> gaussian.sample(noise)).toArray();
      all.add(
          "{\"sigma\": %s, \"draws\": [%s]}"
              .formatted(
                  sigma,
                  Arrays.stream(draws)
                      .mapToObj(draw -> "\"" + draw + "\"")
                      .collect(Collectors.joining(","))));
    }
    return all;
  }

  // ---- rounds

  private static List<String> rounds() {
    List<String> all = new ArrayList<>();
    Protection open = new Protection(new Weighting.Examples(), null, null, false);
    FixedPoint grid = FixedPoint.finest(1024, 1000);
    var plain = new Hyperparameters(1, 8, 0.5, 0, 0, 0);
    all.add(round(1, 20, 9, 3, plain, open, grid)); // primal
    all.add(round(2, 41, 64, 10, new Hyperparameters(2, 20, 0.1, 0, 0, 0), open, grid)); // primal
    all.add(
        round(3, 41, 64, 4, new Hyperparameters(2, 7, 0.1, 0.9, 0.01, 0.1), open, grid)); // primal
    all.add(round(4, 30, 640, 5, new Hyperparameters(5, 10, 0.2, 0, 0, 0), open, grid)); // dual
    all.add(
        round(
            5, 33, 500, 5, new Hyperparameters(4, 10, 0.05, 0.9, 0.001, 0.2), open, grid)); // dual
    all.add(
        round(6, 36, 1280, 10, new Hyperparameters(5, 1000, 0.05, 0, 0, 0), open, grid)); // dual

    var uniform = new Weighting.Uniform();
    var capped = new Weighting.Capped(12);
    FixedPoint coarse = new FixedPoint(16, 8, 60, 32, 0);
    all.add(round(7, 20, 9, 3, plain, client(uniform, 1000, NoisePlace.NONE, 0), grid)); // within
    all.add(round(8, 20, 9, 3, plain, client(capped, 0.01, NoisePlace.NONE, 0), grid));
    // Rounding to a coarse grid lifts the norm: the later branches of clipping.
    all.add(round(9, 20, 9, 3, plain, client(uniform, 0.0001, NoisePlace.NONE, 0), coarse));
    all.add(round(10, 20, 300, 3, plain, client(uniform, 0.0003, NoisePlace.NONE, 0), coarse));
    FixedPoint noisy = FixedPoint.finest(64, 1024, 100, 3);
    all.add(round(11, 20, 9, 3, plain, client(uniform, 0.3, NoisePlace.LOCAL, 0.7), noisy));
    all.add(round(12, 20, 9, 3, plain, client(capped, 0.3, NoisePlace.MASKED, 0.7), noisy));
    var sgd = new ExamplePrivacy(1.5, 0.8);
    all.add(
        round(
            13,
            25,
            40,
            3,
            new Hyperparameters(3, 6, 0.2, 0.5, 0, 0),
            new Protection(uniform, null, sgd, false),
            grid));
    all.add(round(14, 20, 9, 3, plain, open.clippedTo(0.01), grid)); // nothing is promised
    return all;
  }

  private static Protection client(
      Weighting weighting, double norm, NoisePlace place, double noise) {
    return new Protection(weighting, new ClientPrivacy(norm, place, noise, true), null, false);
  }

  private static String round(
      int number,
      int n,
      int width,
      int classes,
      Hyperparameters hyper,
      Protection protection,
      FixedPoint grid) {
    Head head = new Head(classes, width);
    KeyedRandom random = KeyedRandom.of(SEED, number, "inputs", Purpose.PARTITION);
    float[] matrix = uniform(random, n * width, 3);
    int[] labels = IntStream.range(0, n).map(i -> random.nextInt(classes)).toArray();
    float[] start = uniform(random, head.layout().size(), 0.1);
    Examples examples = new Examples(matrix, labels, width);
    Parameters global = Parameters.owning(head.layout(), start);
    TrainTask task = Tasks.sgd(number, SEED, global, hyper, protection, grid);
    Contribution contribution = Tasks.contribute("client-é", examples, task);
    float[] vector = contribution.vector();
    Evaluation scores = Scoring.evaluate(global, examples);
    return """
        {"round": %d, "n": %d, "width": %d, "classes": %d, "layoutHash": "%s", "globalDigest": "%s",
         "hyper": {"localEpochs": %d, "batchSize": %d, "learningRate": %s, "momentum": %s, "weightDecay": %s, "proximalMu": %s},
         "protection": %s,
         "grid": {"fractionBits": %d, "maxPerWeight": %s, "maxTotalWeight": %s, "ringBits": %d, "noiseDeviation": %s},
         "numExamples": %d, "weight": %s, "trainLoss": %s, "withinNorm": %s, "vectorDigest": "%s", "vectorStart": "%s",
         "units": "%s", "unitsEnd": [%s],
         "lossSum": %s, "correct": %s, "total": %s}"""
        .formatted(
            number,
            n,
            width,
            classes,
            head.layout().hash(),
            global.digest(),
            hyper.localEpochs(),
            hyper.batchSize(),
            hyper.learningRate(),
            hyper.momentum(),
            hyper.weightDecay(),
            hyper.proximalMu(),
            protection(protection),
            grid.fractionBits(),
            grid.maxPerWeight(),
            grid.maxTotalWeight(),
            grid.ringBits(),
            grid.noiseDeviation(),
            contribution.numExamples(),
            contribution.weight(),
            contribution.trainLoss(),
            contribution.withinNorm(),
            Parameters.copyOf(head.layout(), vector).digest(),
            base64(Arrays.copyOf(vector, 40)),
            unitsDigest(contribution, task),
            unitsEnd(contribution, task),
            scores.lossSum(),
            scores.correct(),
            scores.total());
  }

  static float[] uniform(KeyedRandom random, int length, double size) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * size);
    }
    return values;
  }

  static String protection(Protection protection) {
    return "{\"weightCap\": %d, \"client\": %s, \"example\": %s, \"clippingNorm\": %s}"
        .formatted(
            protection.weighting().cap(),
            client(protection.client()),
            example(protection.example()),
            protection.clippingNorm());
  }

  private static String client(@Nullable ClientPrivacy client) {
    return client == null
        ? "null"
        : "{\"clippingNorm\": %s, \"noisePlace\": \"%s\", \"noiseDeviation\": %s, \"reportsNorm\": %s}"
            .formatted(
                client.clippingNorm(),
                client.noisePlace().name().toLowerCase(java.util.Locale.ROOT),
                client.noiseDeviation(),
                client.reportsNorm());
  }

  private static String example(@Nullable ExamplePrivacy example) {
    return example == null
        ? "null"
        : "{\"clippingNorm\": %s, \"noiseMultiplier\": %s}"
            .formatted(example.clippingNorm(), example.noiseMultiplier());
  }

  private static String unitsDigest(Contribution contribution, TrainTask task) {
    long[] units = MaskedSum.encode(contribution, task);
    ByteBuffer bytes = ByteBuffer.allocate(8 * units.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(units);
    return Sha256.hex(bytes.array());
  }

  private static String unitsEnd(Contribution contribution, TrainTask task) {
    long[] units = MaskedSum.encode(contribution, task);
    return LongStream.of(Arrays.copyOfRange(units, units.length - 5, units.length))
        .mapToObj(unit -> "\"" + unit + "\"")
        .collect(Collectors.joining(", "));
  }

  static String base64(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
