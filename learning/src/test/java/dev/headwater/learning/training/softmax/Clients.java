package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;

/** Made-up clients for tests. */
public final class Clients {
  private Clients() {}

  /**
   * Features as a ReLU6 backbone averages them: at least 0, a third of them 0, with a mean that
   * depends on the class.
   */
  public static Examples realistic(int size, int width, int classes, long seed) {
    KeyedRandom random = KeyedRandom.of(seed, 0, "realistic", Purpose.PARTITION);
    KeyedRandom centres = KeyedRandom.of(99, 0, "centres", Purpose.PARTITION);
    float[] centre = new float[classes * width];
    for (int j = 0; j < centre.length; j++) {
      centre[j] = (float) (0.5 * centres.nextGaussian() + 0.3);
    }
    float[] x = new float[size * width];
    int[] y = new int[size];
    for (int i = 0; i < size; i++) {
      y[i] = random.nextInt(classes);
      for (int k = 0; k < width; k++) {
        x[i * width + k] =
            (float) Math.max(0, centre[y[i] * width + k] + 0.5 * random.nextGaussian());
      }
    }
    return new Examples(x, y, width);
  }

  /** Small random parameters of a head. */
  public static Parameters start(int classes, int width, long seed) {
    KeyedRandom random = KeyedRandom.of(seed, 0, "start", Purpose.PARTITION);
    float[] w = new float[classes * width + classes];
    for (int j = 0; j < w.length; j++) {
      w[j] = (float) (0.02 * random.nextGaussian());
    }
    return Parameters.owning(new Head(classes, width).layout(), w);
  }

  /** Plain SGD. */
  public static Hyperparameters sgd(int epochs, int batch, double rate) {
    return new Hyperparameters(epochs, batch, rate, 0, 0, 0);
  }
}
