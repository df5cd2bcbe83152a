package dev.headwater.vision.backbone;

import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import java.util.List;

/**
 * A linear classifier over features: {@code logits = W x + b}.
 *
 * @param labels class names in order of the logits; empty where the file names none
 * @param classes number of classes, C
 * @param features length of a feature vector, F
 * @param weight {@code [C x F]}, row-major; shared, not copied
 * @param bias {@code [C]}; shared, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // weights: handed over, never compared
public record LinearHead(
    List<String> labels, int classes, int features, float[] weight, float[] bias) {

  /** Names of the two tensors in a file, torchvision's. */
  public static final String WEIGHT = "classifier.1.weight";

  public static final String BIAS = "classifier.1.bias";

  /** Refuses arrays that do not fit the numbers of classes and features. */
  public LinearHead {
    labels = List.copyOf(labels);
    if (classes < 1
        || features < 1
        || weight.length != (long) classes * features
        || bias.length != classes) {
      throw new IllegalArgumentException(
          "head: %d weights and %d biases (expected: %d x %d and %d)"
              .formatted(weight.length, bias.length, classes, features, classes));
    }
    if (!labels.isEmpty() && labels.size() != classes) {
      throw new IllegalArgumentException(
          "head: %d labels (expected: %d, one a class)".formatted(labels.size(), classes));
    }
  }

  /**
   * Computes the logits of one picture, summed in double.
   *
   * @param x features {@code [F]}
   * @param into receives {@code [C]}
   */
  public void logits(float[] x, float[] into) {
    if (x.length != features || into.length != classes) {
      throw new IllegalArgumentException(
          "logits: %d features into %d classes (expected: %d into %d)"
              .formatted(x.length, into.length, features, classes));
    }
    for (int c = 0; c < classes; c++) {
      double sum = bias[c];
      for (int f = 0; f < features; f++) {
        sum += (double) weight[c * features + f] * x[f];
      }
      into[c] = (float) sum;
    }
  }

  /** Whether a file holds a head at all, or a part of one. */
  static boolean isIn(Safetensors file) {
    return file.names().contains(WEIGHT) || file.names().contains(BIAS);
  }

  /** Reads the head of a file; refuses shapes and labels that do not fit together. */
  public static LinearHead from(Safetensors file) {
    Tensor weight = Backbone.finite(file, WEIGHT);
    Tensor bias = Backbone.finite(file, BIAS);
    List<Integer> shape = weight.shape();
    int classes = bias.values().length;
    if (classes < 1
        || shape.size() != 2
        || shape.get(0) != classes
        || shape.get(1) < 1
        || !bias.shape().equals(List.of(classes))) {
      throw new UserDataException(
          "%s: %s is %s and %s is %s (expected: [classes, features] and [classes])"
              .formatted(file.source(), WEIGHT, shape, BIAS, bias.shape()));
    }
    List<String> labels = Metadata.of(file.source(), file.metadata()).labels();
    if (!labels.isEmpty() && labels.size() != classes) {
      throw new UserDataException(
          "%s: metadata labels names %d classes (expected: %d, as many as %s has)"
              .formatted(file.source(), labels.size(), classes, BIAS));
    }
    return new LinearHead(labels, classes, shape.get(1), weight.values(), bias.values());
  }

  /** As {@link #from} reads it. */
  public List<Tensor> tensors() {
    return List.of(
        new Tensor(WEIGHT, List.of(classes, features), weight),
        new Tensor(BIAS, List.of(classes), bias));
  }
}
