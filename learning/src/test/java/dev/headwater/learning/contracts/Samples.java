package dev.headwater.learning.contracts;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small data that somebody made up. */
public final class Samples {
  private Samples() {}

  /** Clouds around one centre a class; every feature is well below 8 in size. */
  public static Examples examples(int size, int width, int classes, long seed) {
    KeyedRandom random = KeyedRandom.of(seed, 0, "examples", Purpose.PARTITION);
    KeyedRandom centres = KeyedRandom.of(99, 0, "centres", Purpose.PARTITION);
    float[] centre = floats(classes * width, 1, centres);
    float[] x = new float[size * width];
    int[] y = new int[size];
    for (int i = 0; i < size; i++) {
      y[i] = random.nextInt(classes);
      for (int k = 0; k < width; k++) {
        x[i * width + k] = (float) (centre[y[i] * width + k] + 0.5 * random.nextGaussian());
      }
    }
    return new Examples(x, y, width);
  }

  /** So many clients {@code client-0}, ..., of 4, 7, 10, ... examples, who hold 3 more out. */
  public static SortedMap<String, ClientExamples> clients(int count, int width, int classes) {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < count; k++) {
      clients.put(
          "client-" + k,
          new ClientExamples(
              examples(4 + 3 * k, width, classes, k), examples(3, width, classes, 100 + k)));
    }
    return clients;
  }

  /** Normal values of this deviation. */
  public static Parameters parameters(Layout layout, double deviation, long seed) {
    KeyedRandom random = KeyedRandom.of(seed, 0, "parameters", Purpose.PARTITION);
    return Parameters.owning(layout, floats(layout.size(), deviation, random));
  }

  /** Normal values of this deviation. */
  public static float[] floats(int length, double deviation, KeyedRandom random) {
    float[] values = new float[length];
    for (int j = 0; j < length; j++) {
      values[j] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
