package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.Examples;

/** Inputs of works that draw nothing at random. */
final class Inputs {
  private Inputs() {}

  static LocalInput of(Model model, Examples examples) {
    return of(
        model,
        Parameters.zeros(model.layout()),
        NamedVectors.NONE,
        examples,
        Examples.none(model.features()));
  }

  static LocalInput of(
      Model model,
      Parameters parameters,
      NamedVectors broadcast,
      Examples examples,
      Examples heldOut) {
    return new LocalInput(
        model,
        parameters,
        broadcast,
        examples,
        heldOut,
        NamedVectors.NONE,
        KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
        null,
        purpose -> {
          throw new AssertionError("this work draws no noise");
        });
  }

  static long[] units(LocalResult result, int vector) {
    return ((Values.Integers) result.vectors().get(vector)).units();
  }

  /** Those from {@code from} on, below {@code to}. */
  static Examples part(Examples all, int from, int to) {
    int width = all.width();
    int[] labels = new int[to - from];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = all.label(from + i);
    }
    return new Examples(
        java.util.Arrays.copyOfRange(all.matrix(), from * width, to * width), labels, width);
  }
}
