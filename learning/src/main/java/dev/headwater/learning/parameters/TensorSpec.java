package dev.headwater.learning.parameters;

import java.util.List;

/**
 * One named tensor of a {@link Layout}.
 *
 * @param name torchvision's name, such as {@code classifier.1.weight}
 * @param shape dimensions, row-major, each at least 1
 */
public record TensorSpec(String name, List<Integer> shape) {

  /**
   * A tensor of this name and shape.
   *
   * @param name not blank and without control characters
   * @param shape at least one dimension, each at least 1; the list is copied
   * @throws IllegalArgumentException if one of them is anything else, or the tensor has more than
   *     2^31 - 1 values
   */
  public TensorSpec {
    shape = List.copyOf(shape);
    if (name.isBlank() || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException(
          "tensor name: '%s' (expected: printable, not blank)".formatted(name));
    }
    if (shape.isEmpty() || shape.stream().anyMatch(d -> d < 1)) {
      throw new IllegalArgumentException(
          "tensor %s: shape %s (expected: dimensions of at least 1)".formatted(name, shape));
    }
    long size = 1;
    for (int d : shape) {
      size = Math.multiplyExact(size, (long) d);
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "tensor %s: shape %s holds more than 2^31 - 1 values".formatted(name, shape));
      }
    }
  }

  /** {@return the number of values: the product of the dimensions} */
  public int size() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }
}
