package dev.headwater.simulations.bench;

import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.features.ExtractionProgress;
import dev.headwater.vision.features.FeatureCache;
import dev.headwater.vision.features.FeatureExtraction;
import dev.headwater.vision.features.OnUnreadable;
import dev.headwater.vision.sources.PictureSets;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * How fast one part of a run is on one thread, beside what bounds it here.
 *
 * @param name of the part and what is counted
 * @param perSecond measured
 * @param bestPerSecond the bound
 * @param bound what bounds it, in a few words
 */
public record Part(String name, double perSecond, double bestPerSecond, String bound) {
  private static final int PICTURES = 1024;
  private static final int BATCH = 8;
  private static final int VALUES = 10 * 1281;
  private static final int SUMS = 10_000;
  private static final int TURNS = 5;

  /** {@return the share of the bound that is reached} */
  public double share() {
    return perSecond / bestPerSecond;
  }

  /**
   * {@return the parts, measured now; takes some seconds}
   *
   * @param folder for pictures and their features
   * @param roof of this machine
   * @throws InterruptedException if the thread is interrupted
   */
  public static List<Part> measure(Path folder, Roof roof) throws InterruptedException {
    return measure(folder, roof, TURNS);
  }

  /** The median of so many turns, after as many that do not count. */
  static List<Part> measure(Path folder, Roof roof, int turns) throws InterruptedException {
    return List.of(features(folder, turns), exactSum(roof, turns));
  }

  /** From decoded pixels to rows in the cache, by turns with the backbone alone. */
  private static Part features(Path folder, int turns) throws InterruptedException {
    try (FeatureExtractor backbone =
        Extractors.open(Extractors.EMBEDDED, OptionalInt.empty(), Extractors.Inference.ONNX)) {
      int side = backbone.preprocessing().imageSize();
      BenchPictures.write(folder.resolve("parts"), PICTURES, 1, side);
      PictureSet set = PictureSets.open(folder.resolve("parts"));
      double[] whole = new double[turns];
      double[] alone = new double[turns];
      for (int turn = -turns; turn < turns; turn++) {
        Path cache = folder.resolve("parts-cache-" + turn);
        long began = System.nanoTime();
        new FeatureExtraction(backbone, FeatureCache.open(cache, backbone), 1)
            .extract(set.train(), set.labels(), ExtractionProgress.SILENT, OnUnreadable.STOP);
        double one = PICTURES / seconds(began);
        double other = alone(backbone);
        if (turn >= 0) {
          whole[turn] = one;
          alone[turn] = other;
        }
      }
      return new Part(
          "features, pictures of %d x %d".formatted(side, side),
          Median.of(whole),
          Median.of(alone),
          "ONNX Runtime alone");
    }
  }

  private static double alone(FeatureExtractor backbone) {
    FloatBuffer in = FeatureExtractor.direct(BATCH * backbone.inputs());
    FloatBuffer out = FeatureExtractor.direct(BATCH * backbone.features());
    for (int i = 0; i < in.limit(); i++) {
      in.put(i, (i % 97 - 48) / 24f);
    }
    long began = System.nanoTime();
    for (int done = 0; done < PICTURES; done += BATCH) {
      backbone.extract(in, BATCH, out);
    }
    return PICTURES / seconds(began);
  }

  private static Part exactSum(Roof roof, int turns) {
    float[] delta = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      delta[i] = (i % 97 - 48) / 97f;
    }
    double[] speeds = new double[turns];
    for (int turn = -turns; turn < turns; turn++) {
      ExactSum sum = new ExactSum(FixedPoint.finest(1, SUMS), VALUES);
      long began = System.nanoTime();
      for (int client = 0; client < SUMS; client++) {
        String problem = sum.add(delta, 1);
        if (problem != null) {
          throw new IllegalStateException("exact sum: " + problem);
        }
      }
      if (turn >= 0) {
        speeds[turn] = SUMS / seconds(began);
      }
    }
    return new Part(
        "exact sum, updates of %,d values".formatted(VALUES),
        Median.of(speeds),
        roof.bytesPerSecond() / (VALUES * Float.BYTES),
        "their memory");
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
