package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mark on features that all attackers know: a fixed direction {@code e} of length 1, drawn once
 * for every width. Features {@code x} with it are {@code x + strength |x| e}.
 *
 * @param strength relative to the length of the features, above 0
 */
public record Trigger(double strength) {

  /**
   * {@return the examples, some of them with the trigger and another label}
   *
   * @param own not written to
   * @param which {@code [size]}, whether an example gets the trigger
   * @param label of those
   */
  Examples stamped(Examples own, boolean[] which, int label) {
    int width = own.width();
    double[] direction = direction(width);
    float[] features = new float[own.size() * width];
    int[] labels = new int[own.size()];
    try (Examples.Turn turn = own.turn()) {
      System.arraycopy(turn.examples().matrix(), 0, features, 0, features.length);
    }
    float[] row = new float[width];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = which[i] ? label : own.label(i);
      if (which[i]) {
        System.arraycopy(features, i * width, row, 0, width);
        double size = strength * Clipping.norm(row);
        for (int j = 0; j < width; j++) {
          features[i * width + j] = (float) (row[j] + size * direction[j]);
        }
      }
    }
    return new Examples(features, labels, width);
  }

  private static double[] direction(int width) {
    KeyedRandom random = KeyedRandom.of(0, 0, "trigger", Purpose.ATTACK);
    double[] direction = new double[width];
    double squares = 0;
    for (int j = 0; j < width; j++) {
      direction[j] = random.nextGaussian();
      squares += direction[j] * direction[j];
    }
    for (int j = 0; j < width; j++) {
      direction[j] /= Math.sqrt(squares);
    }
    return direction;
  }

  /**
   * {@return the attack's success rate, in [0, 1]: the share of test examples of other classes that
   * are taken for {@code target} with the trigger in them; 0 without such examples}
   *
   * @param model of the parameters
   * @param parameters the head under attack
   * @param test examples without trigger; not written to
   * @param target class index
   */
  public double success(Model model, Parameters parameters, Examples test, int target) {
    return model.score(parameters, marked(test, target)).accuracy();
  }

  private Examples marked(Examples test, int target) {
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < test.size(); i++) {
      if (test.label(i) != target) {
        others.add(i);
      }
    }
    int width = test.width();
    float[] features = new float[others.size() * width];
    try (Examples.Turn turn = test.turn()) {
      float[] matrix = turn.examples().matrix();
      for (int i = 0; i < others.size(); i++) {
        System.arraycopy(matrix, others.get(i) * width, features, i * width, width);
      }
    }
    boolean[] all = new boolean[others.size()];
    Arrays.fill(all, true);
    return stamped(new Examples(features, new int[others.size()], width), all, target);
  }
}
