package dev.headwater.learning.parameters;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/**
 * The order, names and shapes of the tensors in one flat vector. Two parties with the same {@link
 * #hash} agree on the meaning of every position of the vector.
 *
 * @param tensors in the order of the vector; names are unique
 */
public record Layout(List<TensorSpec> tensors) {

  /**
   * A layout of these tensors.
   *
   * @param tensors in the order of the vector; the list is copied
   * @throws IllegalArgumentException if the list is empty, a name is repeated, or there are more
   *     than 2^31 - 1 values in all
   */
  public Layout {
    tensors = List.copyOf(tensors);
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("layout: no tensors (expected: at least one)");
    }
    var seen = new HashSet<String>();
    long size = 0;
    for (TensorSpec tensor : tensors) {
      if (!seen.add(tensor.name())) {
        throw new IllegalArgumentException(
            "layout: tensor %s appears twice".formatted(tensor.name()));
      }
      size += tensor.size();
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "layout: %d values (expected: at most 2^31 - 1)".formatted(size));
    }
  }

  /** {@return the length of the flat vector: the sum of the tensors' sizes} */
  public int size() {
    return tensors.stream().mapToInt(TensorSpec::size).sum();
  }

  /**
   * {@return SHA-256, as 64 lower-case hex digits, of one line {@code name:d0,d1,...\n} per tensor
   * in UTF-8}
   */
  public String hash() {
    var text = new StringBuilder();
    for (TensorSpec tensor : tensors) {
      text.append(tensor.name()).append(':');
      for (int i = 0; i < tensor.shape().size(); i++) {
        text.append(i == 0 ? "" : ",").append(tensor.shape().get(i));
      }
      text.append('\n');
    }
    return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
