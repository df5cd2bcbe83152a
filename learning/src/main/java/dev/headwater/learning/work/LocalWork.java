package dev.headwater.learning.work;

import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.sums.Weighting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client does in a round. There are only a few kinds, because each is a message on the wire
 * and has a counterpart in the browser; the many strategies choose among them. A work is plain
 * data; {@link #perform} is a pure function of its arguments.
 */
public sealed interface LocalWork permits Sgd, FullGradient, LocalWork.ExampleSums, Scores {

  /**
   * One vector that the work uploads.
   *
   * @param name unique within the work
   * @param layout what its positions mean
   * @param maxPerWeight largest absolute value per unit of weight
   * @param fractionBits number of fraction bits of the grid; null for one that is as fine as the
   *     round allows
   * @param integers whether values are integers of that grid already, in place of real numbers
   */
  record Output(
      String name,
      Layout layout,
      double maxPerWeight,
      @Nullable Integer fractionBits,
      boolean integers) {
    /**
     * Real numbers, on a grid that is as fine as the round allows.
     *
     * @param name unique within the work
     * @param layout what its positions mean
     * @param maxPerWeight largest absolute value per unit of weight
     */
    public Output(String name, Layout layout, double maxPerWeight) {
      this(name, layout, maxPerWeight, null, false);
    }

    /**
     * {@return whether it may be compressed: where a grid is given the sum is meant to be exact}
     */
    public boolean compressible() {
      return fractionBits == null && !integers;
    }

    /**
     * {@return how it is uploaded in a run with this compression}
     *
     * @param ofRun the run's
     */
    public Compression compression(Compression ofRun) {
      return compressible() ? ofRun : Uncompressed.NONE;
    }

    /**
     * {@return the vector that is summed in a run with this compression}
     *
     * @param ofRun the run's
     */
    public Output summed(Compression ofRun) {
      return compressible()
          ? new Output(name, ofRun.summed(name, layout), maxPerWeight * ofRun.scale(layout.size()))
          : this;
    }

    /**
     * Integers.
     *
     * @param name unique within the work
     * @param layout what its positions mean
     * @param maxPerWeight largest absolute value per unit of weight
     * @param fractionBits number of fraction bits of their grid
     */
    static Output ofIntegers(String name, Layout layout, double maxPerWeight, int fractionBits) {
      return new Output(name, layout, maxPerWeight, fractionBits, true);
    }
  }

  /** The names of all works, as {@link #name} gives them. */
  List<String> NAMES =
      List.of(
          "class-sums",
          "clipped-moments",
          "feature-moments",
          "gradient",
          "gradient-sum",
          "moments",
          "scores",
          "sgd");

  /** {@return its name on the wire and in reports} */
  String name();

  /**
   * {@return the vectors that it uploads, in order, at least one}
   *
   * @param model what is learned; gives the shapes
   * @param maxDelta largest absolute value of a delta that the run accepts
   */
  List<Output> outputs(Model model, double maxDelta);

  /**
   * A scalar that the work uploads with its vectors and the standard slots, multiplied by the
   * weight like them.
   *
   * @param name unique within the contribution
   * @param maxPerWeight largest absolute value per unit of weight
   */
  record Scalar(String name, double maxPerWeight) {}

  /** {@return the scalars that it uploads, in order; none by default} */
  default List<Scalar> scalars() {
    return List.of();
  }

  /** {@return whether a client must keep state for the next round} */
  default boolean keepsMemory() {
    return false;
  }

  /**
   * {@return whether that state holds a head of the client's own as {@link Sgd#PERSONAL}, which is
   * scored beside the global one}
   */
  default boolean keepsHead() {
    return false;
  }

  /**
   * {@return how a contribution is weighted; as the run does by default}
   *
   * @param ofRun how the run weighs clients
   * @param clients number of clients that could take part
   * @param masked whether contributions are masked, so that weights need a bound
   */
  default Weighting weighting(Weighting ofRun, int clients, boolean masked) {
    return ofRun;
  }

  /** {@return whether it uploads statistics, which must be weighted by examples to be summed} */
  default boolean statistics() {
    return false;
  }

  /**
   * {@return whether every client that could take part is asked, whatever the run's cohort size}
   */
  default boolean everybody() {
    return false;
  }

  /**
   * {@return whether it trains and so computes a training loss}
   *
   * <p>Without one the slot of the loss stays 0 on the wire, and the round reports no training
   * loss.
   */
  default boolean computesLoss() {
    return true;
  }

  /**
   * {@return the result of the work on one client's examples}
   *
   * @param input the task's part, the client's examples and memory, and its randomness
   * @throws IllegalArgumentException if the examples do not fit the model, or cannot be summed
   */
  LocalResult perform(LocalInput input);

  /**
   * Sums in which every example counts alike, whatever the run's weights and its cohort size: every
   * client is asked, and weighs as many as it has.
   */
  sealed interface ExampleSums extends LocalWork
      permits Moments, ClassSums, FeatureMoments, GradientSum, ClippedMoments {

    /** By examples; under masks every client has an equal share of the ring. */
    @Override
    default Weighting weighting(Weighting ofRun, int clients, boolean masked) {
      return masked
          ? new Weighting.Capped(Math.max(1, Moments.MAX_EXAMPLES / clients))
          : new Weighting.Examples();
    }

    @Override
    default boolean statistics() {
      return true;
    }

    @Override
    default boolean everybody() {
      return true;
    }

    @Override
    default boolean computesLoss() {
      return false;
    }
  }
}
