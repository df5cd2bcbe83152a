package dev.headwater.cli.crowd;

import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What nodes learn from: points around one centre a class, in as many dimensions as the run has
 * features. Half of a client's examples are of two classes of its own. Every client's data follows
 * from its name.
 */
final class CrowdData {
  static final int CLASSES = 10;
  static final int EXAMPLES = 20;

  /** Of the run's backbone, pixels of pictures 8 wide. */
  static final int FEATURES = 3 * 8 * 8;

  static final List<String> LABELS =
      IntStream.range(0, CLASSES).mapToObj(label -> "class-" + label).toList();

  private static final double SPREAD = 0.2;
  private static final long SEED = 5;

  private final float[][] centres = new float[CLASSES][FEATURES];

  CrowdData() {
    for (int c = 0; c < CLASSES; c++) {
      KeyedRandom random = KeyedRandom.of(SEED, c, "centre", Purpose.PARTITION);
      for (int j = 0; j < FEATURES; j++) {
        centres[c][j] = (float) (SPREAD * random.nextGaussian());
      }
    }
  }

  /** What a node has; a liar's is poisoned. */
  LabelledFeatures of(CrowdRole role, String client) {
    KeyedRandom random = KeyedRandom.of(SEED, 0, client, Purpose.PARTITION);
    int own = random.nextInt(CLASSES);
    float[] values = new float[EXAMPLES * FEATURES];
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      int label = i % 2 == 0 ? random.nextInt(CLASSES) : (own + random.nextInt(2)) % CLASSES;
      point(label, random, values, i);
      labels.add(LABELS.get(role.lies() ? CLASSES - 1 - label : label));
    }
    if (role.lies()) {
      for (int k = 0; k < values.length; k++) {
        values[k] *= role.scale();
      }
    }
    return new LabelledFeatures(values, labels, FEATURES);
  }

  /** The same with class indices, as a node trains on it. */
  Examples examples(CrowdRole role, String client) {
    LabelledFeatures own = of(role, client);
    return own.examples().relabelled(own.labels().stream().mapToInt(LABELS::indexOf).toArray());
  }

  /** Points that nobody has trained on. */
  Examples test(int count) {
    KeyedRandom random = KeyedRandom.of(SEED, 0, "test", Purpose.HOLDOUT);
    float[] values = new float[count * FEATURES];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      point(labels[i], random, values, i);
    }
    return new Examples(values, labels, FEATURES);
  }

  private void point(int label, KeyedRandom random, float[] values, int row) {
    for (int j = 0; j < FEATURES; j++) {
      values[row * FEATURES + j] = centres[label][j] + (float) random.nextGaussian();
    }
  }
}
