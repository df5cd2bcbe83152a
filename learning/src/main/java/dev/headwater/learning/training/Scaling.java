package dev.headwater.learning.training;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import java.util.Map;

/**
 * Standardised features: {@code x'_j = (x_j - mean_j) * scale_j} in float32, the difference rounded
 * before the product. A linear head on {@code x'} is one on {@code x} too, see {@link #fold}.
 * Clients train on {@code x'} wherever a task broadcasts the two vectors.
 *
 * @param mean {@code [features]}, finite
 * @param scale {@code [features]}, one over the deviation; 0 leaves a feature out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Scaling(float[] mean, float[] scale) {
  /** The broadcast of {@link #mean}. */
  public static final String MEAN = "feature-mean";

  /** The broadcast of {@link #scale}. */
  public static final String SCALE = "feature-scale";

  /**
   * A scaling of these vectors, which are not copied.
   *
   * @param mean {@code [features]}
   * @param scale {@code [features]}
   * @throws IllegalArgumentException if lengths differ, a value is not finite, or a scale is below
   *     0
   */
  public Scaling {
    if (mean.length != scale.length) {
      throw new IllegalArgumentException(
          "standardise: %d means and %d scales (expected: one of each a feature)"
              .formatted(mean.length, scale.length));
    }
    for (int j = 0; j < mean.length; j++) {
      if (!Float.isFinite(mean[j]) || !(scale[j] >= 0) || Float.isInfinite(scale[j])) {
        throw new IllegalArgumentException(
            "standardise: feature %d has mean %s and scale %s (expected: finite, and a scale of at least 0)"
                .formatted(j, mean[j], scale[j]));
      }
    }
  }

  /** {@return the two vectors by their names in a broadcast} */
  public Map<String, float[]> broadcast() {
    return Map.of(MEAN, mean, SCALE, scale);
  }

  /**
   * {@return the examples as the broadcast asks for them: standardised if it holds a scaling, else
   * as they are}
   *
   * @param broadcast of a task
   * @param examples of a client; not written to
   * @throws IllegalArgumentException if there is half a scaling, or one of another width
   */
  public static Examples apply(NamedVectors broadcast, Examples examples) {
    boolean mean = broadcast.names().contains(MEAN);
    boolean scale = broadcast.names().contains(SCALE);
    if (!mean && !scale) {
      return examples;
    }
    if (!mean || !scale) {
      throw new IllegalArgumentException(
          "standardise: %s without %s (expected: both, or neither)"
              .formatted(mean ? MEAN : SCALE, mean ? SCALE : MEAN));
    }
    return examples.scaled(new Scaling(broadcast.get(MEAN), broadcast.get(SCALE)));
  }

  /**
   * Puts features {@code [size x width]}, up to {@code end}, on the new scale in place; one that
   * overflows is the largest finite number of its sign. Whether one does must not decide whether a
   * client answers: it would tell of a picture.
   */
  void apply(float[] features, int end) {
    int width = mean.length;
    for (int at = 0; at < end; at += width) {
      for (int j = 0; j < width; j++) {
        float value = (features[at + j] - mean[j]) * scale[j];
        features[at + j] = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
      }
    }
  }

  /**
   * {@return the head on features as they are, that gives the logits of a head on standardised
   * ones}
   *
   * <pre>
   * W_cj = W'_cj scale_j        b_c = b'_c - sum_j W'_cj scale_j mean_j
   * </pre>
   *
   * in double precision, added in ascending order of j, rounded once.
   *
   * @param standardised of a linear head
   */
  public Parameters fold(Parameters standardised) {
    return convert(standardised, true);
  }

  /**
   * {@return the head on standardised features that gives the logits of a head on features as they
   * are} The inverse of {@link #fold}; a feature with scale 0 counts as its mean.
   *
   * @param raw of a linear head
   */
  public Parameters unfold(Parameters raw) {
    return convert(raw, false);
  }

  private Parameters convert(Parameters from, boolean fold) {
    Head head = Head.of(from.layout());
    int features = head.features();
    if (features != mean.length) {
      throw new IllegalArgumentException(
          "standardise: %d features (expected: %d, as the head has)"
              .formatted(mean.length, features));
    }
    float[] values = from.toArray();
    for (int c = 0; c < head.classes(); c++) {
      int bias = head.classes() * features + c;
      double shift = 0;
      for (int j = 0; j < features; j++) {
        double weight = values[c * features + j];
        double raw = fold ? weight * scale[j] : weight;
        shift += raw * mean[j];
        values[c * features + j] = (float) (fold ? raw : scale[j] == 0 ? 0 : weight / scale[j]);
      }
      values[bias] = (float) (fold ? values[bias] - shift : values[bias] + shift);
    }
    return Parameters.owning(from.layout(), values);
  }

  /** Whether both have the same values. */
  boolean same(Scaling other) {
    return java.util.Arrays.equals(mean, other.mean) && java.util.Arrays.equals(scale, other.scale);
  }
}
