package dev.headwater.simulations.data;

import dev.headwater.vision.data.Picture;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.image.Preprocessor;
import dev.headwater.vision.sources.DemoPictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

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

  private FeatureScale() {}

  /**
   * {@return a good learning rate for a linear head on these features: {@link
   * #RATE_TIMES_SQUARED_NORM} over the mean of {@code |x|^2}, in two digits, which people can read
   * and type again}
   *
   * @param extractor of the features
   */
  public static double usualRate(FeatureExtractor extractor) {
    double rate = RATE_TIMES_SQUARED_NORM / meanSquaredNorm(extractor);
    return new BigDecimal(rate).round(new MathContext(2)).doubleValue();
  }

  /**
   * {@return the mean of {@code |x|^2} over 64 drawings}
   *
   * @param extractor of the features x
   */
  public static double meanSquaredNorm(FeatureExtractor extractor) {
    List<Picture> pictures = DRAWINGS.pictures().train();
    Preprocessor preprocessor = new Preprocessor(extractor.preprocessing());
    FloatBuffer input = direct(preprocessor.floats());
    FloatBuffer features = direct(extractor.features());
    double sum = 0;
    for (Picture picture : pictures) {
      preprocessor.apply(picture.content().decode(bytes(picture)), input.clear());
      extractor.extract(input.clear(), 1, features.clear());
      for (int j = 0; j < extractor.features(); j++) {
        sum += (double) features.get(j) * features.get(j);
      }
    }
    return sum / pictures.size();
  }

  private static byte[] bytes(Picture picture) {
    try {
      return picture.content().bytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a drawing cannot be read", e);
    }
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
