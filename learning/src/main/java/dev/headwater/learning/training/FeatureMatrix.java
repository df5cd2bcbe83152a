package dev.headwater.learning.training;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Features {@code [size x width]}, row-major: an array, or rows that are copied into one when they
 * are needed. Such an array is kept, or made anew each time. Safe for concurrent use.
 */
final class FeatureMatrix {
  private final int size;
  private final int width;

  /** The rows of which the array is made, null if it was given. */
  private final @Nullable FeatureRows rows;

  /** What the rows are scaled by, null if they are used as they are. */
  private final @Nullable Scaling scaling;

  private final boolean keep;
  private volatile float @Nullable [] values;
  private volatile boolean finite;

  private FeatureMatrix(
      int size,
      int width,
      @Nullable FeatureRows rows,
      @Nullable Scaling scaling,
      boolean keep,
      float @Nullable [] values) {
    this.size = size;
    this.width = width;
    this.rows = rows;
    this.scaling = scaling;
    this.keep = keep;
    this.values = values;
  }

  /** Takes an array over, of which at least {@code size * width} values count. */
  static FeatureMatrix of(float[] values, int size, int width) {
    return new FeatureMatrix(size, width, null, null, true, values);
  }

  /** Rows that stay where they are until they are needed. */
  static FeatureMatrix of(FeatureRows rows, int size, int width, boolean keep) {
    return new FeatureMatrix(size, width, rows, null, keep, null);
  }

  /** Whether the array is there, or is to stay once it was asked for. */
  boolean stays() {
    return keep;
  }

  /** The array; a new one each time if it is not to stay. Not to be written to. */
  float[] values() {
    float[] known = values;
    if (known == null) {
      known = new float[size * width];
      load(known);
      if (keep) {
        values = known; // another thread loads the same values
      }
    }
    return known;
  }

  /**
   * The rows' values in a given array.
   *
   * @param into at least as long as all of them
   * @throws IllegalArgumentException if a feature is not finite
   */
  void load(float[] into) {
    FeatureRows from = Objects.requireNonNull(rows); // an array that was given stays
    int end = size * width;
    for (int i = 0; i < size; i++) {
      from.copy(i, into, i * width);
    }
    if (!finite) {
      requireFinite(into);
      finite = true; // rows never change
    }
    if (scaling != null) {
      scaling.apply(into, end);
    }
  }

  private void requireFinite(float[] features) {
    for (int i = 0; i < size * width; i++) {
      if (!Float.isFinite(features[i])) {
        throw new IllegalArgumentException(
            "examples: feature %d of example %d is %s (expected: a finite number)"
                .formatted(i % width, i / width, features[i]));
      }
    }
  }

  /** This, after a look at every value. */
  FeatureMatrix requireFinite() {
    requireFinite(values());
    return this;
  }

  /**
   * The same features on another scale. From then on those as they are would be a second copy: they
   * are loaded again if somebody asks for them.
   */
  FeatureMatrix scaled(Scaling by) {
    if (rows == null || scaling != null) {
      float[] own = Arrays.copyOf(values(), size * width); // a buffer may be longer
      by.apply(own, own.length);
      return of(own, size, width);
    }
    values = null;
    return new FeatureMatrix(size, width, rows, by, keep, null);
  }
}
