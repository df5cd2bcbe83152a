package dev.headwater.learning.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
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
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent is within the clipping norm, computed without rounding. */
class CompressedClippingTest {
  private static final LinearModel MODEL = new LinearModel(4, 80);
  private static final Sgd WORK = new Sgd(new Hyperparameters(2, 5, 0.3, 0, 0, 0));

  private static TrainTask task(
      Compression compression, Protection protection, FixedPoint grid, int round) {
    LocalWork.Output output = WORK.outputs(MODEL, 1).get(0).summed(compression);
    return new TrainTask(
        round,
        9,
        MODEL,
        Parameters.zeros(MODEL.layout()),
        NamedVectors.NONE,
        WORK,
        protection,
        SumSchema.of(
            List.of(new SumSchema.Vector(output.name(), output.layout(), false, grid, compression)),
            List.of()));
  }

  /** A grid so coarse that rounding to it lifts norms, and a fine one. */
  private static final List<FixedPoint> GRIDS =
      List.of(new FixedPoint(16, 64, 1000), FixedPoint.finest(64, 1000));

  private static BigDecimal square(double value) {
    BigDecimal exact = new BigDecimal(value);
    return exact.multiply(exact);
  }

  private static void assertWithin(float[] values, double norm, FixedPoint grid) {
    BigDecimal floats = BigDecimal.ZERO;
    BigDecimal units = BigDecimal.ZERO;
    for (float value : values) {
      floats = floats.add(square(value));
      units = units.add(square((double) grid.encode(value)));
    }
    assertThat(floats).isLessThanOrEqualTo(square(norm));
    assertThat(units).isLessThanOrEqualTo(square(norm * grid.unit()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "float16", "int8", "top-k:0.3", "random-k:0.3", "random-k:1", "top-k:1"})
  void contributionsAreWithinTheNorm(String name) {
    Compression compression = Compressions.CHOICES.parse(name);
    boolean promised = !compression.keepsResidual();
    Examples examples = Samples.examples(12, 80, 4, 3);
    NamedVectors memory = NamedVectors.NONE;
    int round = 0;
    for (FixedPoint grid : GRIDS) {
      for (double norm : new double[] {1e-6, 0.000123, 0.01, 0.3, 1.7, 40}) {
        for (Weighting weighting :
            new Weighting[] {new Weighting.Uniform(), new Weighting.Capped(7)}) {
          Protection protection =
              promised
                  ? new Protection(
                      weighting, new ClientPrivacy(norm, NoisePlace.NONE, 0, true), null, false)
                  : new Protection(weighting, null, null, false).clippedTo(norm);
          TrainTask task = task(compression, protection, grid, ++round);
          ClientRound done = ClientRound.perform("ann", examples, Examples.none(80), task, memory);
          memory = done.memory();
          float[] sent = done.contribution().vector();
          assertWithin(sent, norm * done.contribution().weight(), grid);
          if (compression instanceof Coded coded) {
            assertThat(coded.decode(coded.encode(sent), sent.length)).containsExactly(sent);
          }
          if (norm >= 0.01) { // below, a coarse grid may leave nothing
            assertThat(sent).isNotEqualTo(new float[sent.length]);
          }
        }
      }
    }
  }

  /** Vectors of a single value, of equal ones, of very different ones; norms that just fit. */
  @ParameterizedTest
  @ValueSource(strings = {"float16", "int8", "top-k:0.3"})
  void whateverIsShortenedEndsWithinTheNormAndStaysExpressible(String name) {
    Coded coded = (Coded) Compressions.CHOICES.parse(name);
    KeyedRandom random = KeyedRandom.of(1, 0, "vectors", Purpose.PARTITION);
    for (int trial = 0; trial < 300; trial++) {
      int size = 1 + random.nextInt(600);
      float[] values = Samples.floats(size, Math.scalb(1.0, random.nextInt(30) - 20), random);
      if (trial % 3 == 0) {
        java.util.Arrays.fill(values, values[0]);
      }
      coded.round(values, random);
      double length = 0;
      for (float value : values) {
        length += (double) value * value;
      }
      double norm = Math.sqrt(length) * (trial % 2 == 0 ? 1 : random.nextDouble());
      FixedPoint grid = GRIDS.get(trial % 2);
      if (norm > 0) {
        Coding.shorten(values, coded, norm, grid);
        assertWithin(values, norm, grid);
        assertThat(coded.decode(coded.encode(values), size)).containsExactly(values);
      }
    }
  }

  /** Rounding must not take away what it can keep: at most a thousandth of the length. */
  @ParameterizedTest
  @ValueSource(strings = {"float16", "int8"})
  void littleIsTakenFromAVectorOfJustTheNorm(String name) {
    Coded coded = (Coded) Compressions.CHOICES.parse(name);
    KeyedRandom random = KeyedRandom.of(1, 0, "vectors", Purpose.PARTITION);
    float[] values = Samples.floats(5000, 0.01, random);
    FixedPoint grid = GRIDS.get(1);
    new ClientPrivacy(0.5, NoisePlace.NONE, 0, false)
        .protect(values, 1, grid, NoiseSource.seeded(1, 1, "ann", Purpose.NOISE));
    coded.round(values, random);
    Coding.shorten(values, coded, 0.5, grid);
    assertThat(dev.headwater.learning.clipping.Clipping.norm(values)).isBetween(0.4995, 0.5);
  }

  @org.junit.jupiter.api.Test
  void whatClippingTakesAwayIsNotRememberedButWhatIsNotSentIs() {
    Compression top = Compressions.CHOICES.parse("top-k:0.5");
    Protection tight = new Protection(new Weighting.Uniform(), null, null, false).clippedTo(1e-3);
    Examples examples = Samples.examples(12, 80, 4, 3);
    ClientRound clipped =
        ClientRound.perform(
            "ann",
            examples,
            Examples.none(80),
            task(top, tight, GRIDS.get(1), 1),
            NamedVectors.NONE);
    ClientRound whole =
        ClientRound.perform(
            "ann",
            examples,
            Examples.none(80),
            task(
                Uncompressed.NONE,
                new Protection(new Weighting.Uniform(), null, null, false),
                GRIDS.get(1),
                1),
            NamedVectors.NONE);
    float[] rest = clipped.memory().get("residual-delta");
    float[] all = ((Values.Reals) whole.contribution().vectors().get(0)).values();
    for (int j = 0; j < all.length; j++) {
      assertThat(rest[j]).isIn(0f, all[j]);
    }
    assertThat(clipped.memory().names()).containsExactly("residual-delta");
  }
}
