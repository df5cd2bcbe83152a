package dev.headwater.learning.web;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.compression.Float16;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compressed contributions, of {@link GoldenWeb}: two rounds of one client, the second from the
 * memory of the first. Drawn in this order: features, labels, parameters, control variates.
 */
final class GoldenCompressions {
  private static final String CLIENT = "client-é";
  private static final FixedPoint FINE = FixedPoint.finest(64, 1000);
  private static final FixedPoint COARSE = new FixedPoint(16, 8, 60, 32, 0);
  private static final Protection UNIFORM =
      new Protection(new Weighting.Uniform(), null, null, false);
  private static final Protection CAPPED =
      new Protection(new Weighting.Capped(12), null, null, false);

  private GoldenCompressions() {}

  /**
   * All 65,536 values of float16 but NaN, and 2^16 - 1 float32 of all sizes and what they become.
   */
  static String halves() {
    Float16 half = new Float16();
    ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      all.putShort((short) ((bits & 0x7fff) > 0x7c00 ? 0 : bits));
    }
    float[] some = new float[1 << 16];
    for (int i = 0; i < some.length; i++) {
      float value = Float.intBitsToFloat(i * 65_521 ^ i >>> 3);
      some[i] = Float.isNaN(value) ? 0 : value;
    }
    return "{\"values\": \"%s\", \"nearest\": \"%s\"}"
        .formatted(
            Sha256.hex(bytes(half.decode(all.array(), 1 << 16))), Sha256.hex(half.encode(some)));
  }

  static List<String> all() {
    List<String> all = new ArrayList<>();
    int round = 61;
    for (String name :
        List.of(
            "float16",
            "int8",
            "top-k:0.05",
            "top-k:1",
            "random-k:0.1",
            "random-k:1",
            "top-k:0.05,no-feedback")) {
      boolean residual = name.startsWith("top");
      all.add(json(round, name, Sgd.Form.PLAIN, UNIFORM, FINE));
      all.add(json(round + 2, name, Sgd.Form.PLAIN, CAPPED, COARSE));
      all.add(json(round + 4, name, Sgd.Form.CONTROL_VARIATE, UNIFORM, FINE));
      all.add(json(round + 6, name, Sgd.Form.PLAIN, CAPPED.clippedTo(0.02), FINE));
      all.add(json(round + 8, name, Sgd.Form.PLAIN, UNIFORM.clippedTo(0.0003), COARSE));
      if (!residual) {
        all.add(json(round + 10, name, Sgd.Form.PLAIN, promised(NoisePlace.NONE, 0), FINE));
        all.add(json(round + 12, name, Sgd.Form.PLAIN, promised(NoisePlace.LOCAL, 0.4), FINE));
      }
      round += 14;
    }
    return all;
  }

  private static Protection promised(NoisePlace place, double noise) {
    return new Protection(
        new Weighting.Uniform(), new ClientPrivacy(0.3, place, noise, true), null, false);
  }

  private static String json(
      int round, String name, Sgd.Form form, Protection protection, FixedPoint grid) {
    LinearModel model = new LinearModel(5, 130);
    int size = model.layout().size();
    int n = 30;
    KeyedRandom random = KeyedRandom.of(GoldenWeb.SEED, round, "inputs", Purpose.PARTITION);
    float[] matrix = GoldenWeb.uniform(random, n * model.features(), 3);
    int[] labels = IntStream.range(0, n).map(i -> random.nextInt(5)).toArray();
    Parameters global = Parameters.owning(model.layout(), GoldenWeb.uniform(random, size, 0.1));
    boolean control = form == Sgd.Form.CONTROL_VARIATE;
    NamedVectors broadcast =
        control
            ? NamedVectors.owning(
                java.util.Map.of(Sgd.CONTROL, GoldenWeb.uniform(random, size, 0.05)))
            : NamedVectors.NONE;
    Sgd work = new Sgd(new Hyperparameters(2, 7, 0.1, 0, 0, 0), form);
    Compression compression = Compressions.CHOICES.parse(name);
    List<SumSchema.Vector> vectors = new ArrayList<>();
    for (LocalWork.Output output : work.outputs(model, 1)) {
      LocalWork.Output summed = output.summed(compression);
      vectors.add(new SumSchema.Vector(summed.name(), summed.layout(), false, grid, compression));
    }
    SumSchema schema = SumSchema.of(vectors, List.of());
    List<String> results = new ArrayList<>();
    NamedVectors memory = NamedVectors.NONE;
    Examples examples = new Examples(matrix, labels, model.features());
    for (int r = round; r < round + 2; r++) {
      TrainTask task =
          new TrainTask(r, GoldenWeb.SEED, model, global, broadcast, work, protection, schema);
      ClientRound done =
          ClientRound.perform(CLIENT, examples, Examples.none(examples.width()), task, memory);
      memory = done.memory();
      results.add(result(done, compression));
    }
    return """
        {"round": %d, "n": %d, "width": %d, "classes": 5, "compression": "%s", "form": "%s", "protection": %s,
         "grid": {"fractionBits": %d, "maxPerWeight": %s, "maxTotalWeight": %s, "ringBits": %d, "noiseDeviation": 0},
         "layoutHash": "%s", "bytes": %d,
         "results": [%s]}"""
        .formatted(
            round,
            n,
            model.features(),
            name,
            control ? "control-variate" : "plain",
            GoldenWeb.protection(protection),
            grid.fractionBits(),
            grid.maxPerWeight(),
            grid.maxTotalWeight(),
            grid.ringBits(),
            schema.vectors().get(0).layout().hash(),
            schema.bytes(),
            String.join(",\n  ", results));
  }

  private static String result(ClientRound done, Compression compression) {
    List<float[]> vectors =
        done.contribution().vectors().stream()
            .map(values -> ((Values.Reals) values).values())
            .toList();
    String encoded =
        compression instanceof Coded coded
            ? digests(vectors.stream().map(coded::encode).toList())
            : "";
    String memory =
        done.memory().names().stream()
            .map(
                name ->
                    "\"%s\": \"%s\"".formatted(name, Sha256.hex(bytes(done.memory().get(name)))))
            .collect(Collectors.joining(", "));
    return "{\"vectors\": [%s], \"encoded\": [%s], \"withinNorm\": %s, \"memory\": {%s}}"
        .formatted(
            digests(vectors.stream().map(GoldenCompressions::bytes).toList()),
            encoded,
            done.contribution().withinNorm(),
            memory);
  }

  private static String digests(List<byte[]> all) {
    return all.stream()
        .map(bytes -> "\"" + Sha256.hex(bytes) + "\"")
        .collect(Collectors.joining(", "));
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
