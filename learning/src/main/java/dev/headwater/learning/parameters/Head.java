package dev.headwater.learning.parameters;

import java.util.List;

/**
 * The classifier on top of a frozen backbone: {@code logits [classes] = W [classes x features] * x
 * [features] + b [classes]}, under torchvision's names, so that torchvision can load the result.
 *
 * @param classes rows of {@code W}, at least 2
 * @param features columns of {@code W}, at least 1
 */
public record Head(int classes, int features) {
  /** torchvision's name of {@code W}. */
  public static final String WEIGHT = "classifier.1.weight";

  /** torchvision's name of {@code b}. */
  public static final String BIAS = "classifier.1.bias";

  /**
   * A head of this shape.
   *
   * @param classes number of classes, at least 2
   * @param features number of features of one example, at least 1
   * @throws IllegalArgumentException if either is smaller
   */
  public Head {
    if (classes < 2 || features < 1) {
      throw new IllegalArgumentException(
          "head: %d classes on %d features (expected: at least 2 classes and 1 feature)"
              .formatted(classes, features));
    }
  }

  /**
   * {@return the layout: {@code W} row by row, then {@code b}; {@code classes * (features + 1)}
   * values}
   */
  public Layout layout() {
    return new Layout(
        List.of(
            new TensorSpec(WEIGHT, List.of(classes, features)),
            new TensorSpec(BIAS, List.of(classes))));
  }

  /**
   * {@return the head with this layout}
   *
   * @param layout {@code W [classes, features]}, then {@code b [classes]}, under torchvision's
   *     names
   * @throws IllegalArgumentException if the layout has other tensors
   */
  public static Head of(Layout layout) {
    List<TensorSpec> tensors = layout.tensors();
    if (tensors.size() == 2 && tensors.get(0).shape().size() == 2) {
      Head head = new Head(tensors.get(0).shape().get(0), tensors.get(0).shape().get(1));
      if (head.layout().equals(layout)) {
        return head;
      }
    }
    throw new IllegalArgumentException(
        "layout: %s (expected: %s [classes, features] and %s [classes])"
            .formatted(tensors, WEIGHT, BIAS));
  }
}
