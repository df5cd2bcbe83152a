package dev.headwater.simulations.data;

import dev.headwater.learning.training.Scaling;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.image.Preprocessor;
import dev.headwater.vision.sources.DemoPictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The mean squared length of a backbone's feature vectors, measured on generated pictures.
 *
 * <p>The curvature of the softmax loss grows with {@code |x|^2}, so a good learning rate is a
 * constant divided by it; backbones differ by a factor of a hundred. The generated pictures are
 * fixed, so the result depends only on the backbone: coordinator and simulation derive the same
 * rate, without using any client's data.
 */
public final class FeatureScale {
  private static final DemoPictures DRAWINGS = new DemoPictures(1, 8, 8, 0);

  /** Measured: docs/decisions/0005-learning-rate.md. */
  public static final double RATE_TIMES_SQUARED_NORM = 20;

  private static final double PUBLIC_FLOOR = 0.1;

  private static final double LENGTH = 1.5;

  private FeatureScale() {}

  /**
   * {@return a good learning rate for a linear head on these features: {@link
   * #RATE_TIMES_SQUARED_NORM} over the mean of {@code |x|^2}, in two digits, which people can read
   * and type again}
   *
   * @param extractor of the features
   */
  public static double usualRate(FeatureExtractor extractor) {
    return rounded(RATE_TIMES_SQUARED_NORM / meanSquaredNorm(extractor));
  }

  /**
   * {@return a good learning rate for a linear head on standardised features, whose mean squared
   * length is their number}
   *
   * @param features of one picture
   */
  public static double standardisedRate(int features) {
    return rounded(RATE_TIMES_SQUARED_NORM / features);
  }

  private static double rounded(double rate) {
    return new BigDecimal(rate).round(new MathContext(2)).doubleValue();
  }

  /**
   * {@return public statistics for standardised features: means and deviations over 64 drawings}
   * The deviation of feature j is {@code sqrt(v_j + 0.1 v)} with its variance and the mean of all,
   * so that a feature that the drawings hardly show is not blown up on other pictures.
   *
   * @param extractor of the features
   */
  public static Scaling standardising(FeatureExtractor extractor) {
    int features = extractor.features();
    double[] sum = new double[features];
    double[] squares = new double[features];
    int[] count = {0};
    forEach(
        extractor,
        x -> {
          for (int j = 0; j < features; j++) {
            sum[j] += x.get(j);
            squares[j] += (double) x.get(j) * x.get(j);
          }
          count[0]++;
        });
    float[] mean = new float[features];
    double[] variance = new double[features];
    double all = 0;
    for (int j = 0; j < features; j++) {
      mean[j] = (float) (sum[j] / count[0]);
      variance[j] = Math.max(0, squares[j] / count[0] - (double) mean[j] * mean[j]);
      all += variance[j];
    }
    float[] scale = new float[features];
    for (int j = 0; j < features; j++) {
      scale[j] = (float) (1 / Math.sqrt(variance[j] + PUBLIC_FLOOR * all / features));
    }
    return new Scaling(mean, scale);
  }

  /**
   * {@return public statistics for features that are clipped to length 1: their means over 64
   * drawings, and the same scale for all, so that drawings are {@value #LENGTH} long on average
   * (root mean square) and most pictures are clipped}
   *
   * @param extractor of the features
   */
  public static Scaling centring(FeatureExtractor extractor) {
    int features = extractor.features();
    float[] mean = standardising(extractor).mean();
    double square = meanSquaredNorm(extractor);
    for (float m : mean) {
      square -= (double) m * m;
    }
    float[] scale = new float[features];
    Arrays.fill(scale, square > 0 ? (float) (LENGTH / Math.sqrt(square)) : 1);
    return new Scaling(mean, scale);
  }

  /**
   * {@return the mean of {@code |x|^2} over 64 drawings}
   *
   * @param extractor of the features x
   */
  public static double meanSquaredNorm(FeatureExtractor extractor) {
    double[] sum = {0};
    int[] count = {0};
    forEach(
        extractor,
        x -> {
          for (int j = 0; j < extractor.features(); j++) {
            sum[0] += (double) x.get(j) * x.get(j);
          }
          count[0]++;
        });
    return sum[0] / count[0];
  }

  private static void forEach(FeatureExtractor extractor, Consumer<FloatBuffer> action) {
    Preprocessor preprocessor = new Preprocessor(extractor.preprocessing());
    FloatBuffer input = FeatureExtractor.direct(preprocessor.floats());
    FloatBuffer features = FeatureExtractor.direct(extractor.features());
    for (Picture picture : DRAWINGS.pictures().train()) {
      preprocessor.apply(picture.content().decode(bytes(picture)), input.clear());
      extractor.extract(input.clear(), 1, features.clear());
      action.accept(features);
    }
  }

  private static byte[] bytes(Picture picture) {
    try {
      return picture.content().bytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a drawing cannot be read", e);
    }
  }
}
