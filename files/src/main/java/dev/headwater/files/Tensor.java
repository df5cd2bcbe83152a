package dev.headwater.files;

import java.util.List;

/**
 * A named block of float32 values in row-major order.
 *
 * @param name such as {@code features.0.0.weight}
 * @param shape extents, outermost first; empty for a single number
 * @param values as many as the product of {@code shape}; shared, not copied, and never written to
 *     after construction
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes of weights: never copied or compared
public record Tensor(String name, List<Integer> shape, float[] values) {

  /** Refuses values that do not fill the shape. */
  public Tensor {
    shape = List.copyOf(shape);
    long elements = 1;
    for (int extent : shape) {
      elements = Math.multiplyExact(elements, (long) extent);
    }
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "%s: %d values (expected: %d, the product of shape %s)"
              .formatted(name, values.length, elements, shape));
    }
  }
}
