package dev.headwater.simulations.attacks;

import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * What a malicious client does in place of its work: it changes its labels, its claim of a size, or
 * the vectors that it uploads. A pure function, so that attacked runs are as reproducible as
 * others.
 */
public sealed interface Attack {

  /** It trains on wrong labels: class {@code c} becomes {@code classes - 1 - c}. */
  record LabelFlip() implements Attack {
    @Override
    public String words() {
      return "label flip";
    }

    @Override
    public Examples examples(Examples own, int classes) {
      int[] labels = new int[own.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = classes - 1 - own.label(i);
      }
      return own.relabelled(labels);
    }
  }

  /**
   * It uploads the opposite of its update, a multiple of it.
   *
   * @param scale factor of the update, above 0
   */
  record SignFlip(double scale) implements Attack {
    @Override
    public String words() {
      return "sign flip times " + Quantities.setting(scale);
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      return changed(own, own.numExamples(), own.weight(), value -> -scale * value);
    }
  }

  /**
   * It uploads values of one size, each against the sign of its own update: the largest that a run
   * accepts do the most harm.
   *
   * @param size per unit of weight, above 0
   */
  record ExtremeValues(double size) implements Attack {
    @Override
    public String words() {
      return "values of ±" + Quantities.setting(size);
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      double large = size * own.weight();
      return changed(own, own.numExamples(), own.weight(), value -> value > 0 ? -large : large);
    }
  }

  /**
   * It claims a size, from its enrolment on, and uploads the opposite of its update at that weight.
   *
   * @param numExamples what it claims, at least 1
   */
  record ReversedClaim(int numExamples) implements Attack {
    @Override
    public String words() {
      return "reversed, claims %s".formatted(Quantities.count(numExamples, "example"));
    }

    @Override
    public int claim(int own) {
      return numExamples;
    }

    @Override
    public Contribution contribution(Contribution own, TrainTask task) {
      int weight = task.protection().weighting().of(numExamples);
      double factor = -weight / own.weight();
      return changed(own, numExamples, weight, value -> factor * value);
    }
  }

  /** {@return a few words for a table} */
  String words();

  /**
   * {@return what it trains on}
   *
   * @param own its examples
   * @param classes number of classes
   */
  default Examples examples(Examples own, int classes) {
    return own;
  }

  /**
   * {@return the number of examples that it claims when it enrols}
   *
   * @param own the true one
   */
  default int claim(int own) {
    return own;
  }

  /**
   * {@return what it uploads}
   *
   * @param own what an honest client would upload; not written to
   * @param task what it was asked for
   */
  default Contribution contribution(Contribution own, TrainTask task) {
    return own;
  }

  private static Contribution changed(
      Contribution own, int numExamples, double weight, DoubleUnaryOperator change) {
    List<Values> vectors = new ArrayList<>();
    for (Values values : own.vectors()) {
      float[] vector = ((Values.Reals) values).values().clone();
      for (int j = 0; j < vector.length; j++) {
        vector[j] = (float) change.applyAsDouble(vector[j]);
      }
      vectors.add(new Values.Reals(vector));
    }
    return new Contribution(
        own.client(),
        own.round(),
        numExamples,
        weight,
        vectors,
        own.trainLoss(),
        own.withinNorm(),
        own.scalars());
  }
}
