package dev.headwater.learning.models;

import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;

/** Whether parameters fit a model. */
final class Fit {
  private Fit() {}

  /** Refuses parameters of another layout than {@code expected}. */
  static void require(Layout expected, Parameters parameters) {
    if (!parameters.layout().equals(expected)) {
      throw new IllegalArgumentException(
          "parameters: of layout %s (expected: %s)"
              .formatted(parameters.layout().tensors(), expected.tensors()));
    }
  }
}
