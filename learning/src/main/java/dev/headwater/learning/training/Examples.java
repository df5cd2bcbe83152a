package dev.headwater.learning.training;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.training.kernels.Gram;
import dev.headwater.learning.training.kernels.GramCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Training examples of a client: features and class indices, ready for the head.
 *
 * <p>The features are an array, or rows that are copied into one when they are needed ({@link
 * #turn}); such an array is kept, or made anew for every turn, so that thousands of clients take no
 * more memory than the threads that train. Nothing is written to after construction. The order of
 * the examples affects the result: the shuffle of every epoch permutes positions.
 */
public final class Examples {
  private final FeatureMatrix features;
  private final int[] labels;
  private final int width;

  /** Positions of each user's examples, users in the order of their first one; empty for none. */
  private final List<int[]> users;

  private final Derived derived;

  /** What was computed from the features; those of a turn share it with those they come from. */
  private static final class Derived {
    final GramCache.Entry gram = GramCache.ofProcess().entry();
    volatile double @Nullable [] norms;
    volatile @Nullable Scaled scaled;
  }

  /** The scaling of every round of a run is the same: its result is kept. */
  private record Scaled(Scaling by, Examples examples) {}

  private Examples(
      FeatureMatrix features, int[] labels, int width, List<int[]> users, Derived derived) {
    this.features = features;
    this.labels = labels;
    this.width = width;
    this.users = users;
    this.derived = derived;
  }

  /**
   * Takes ownership of the arrays.
   *
   * @param features {@code [size x width]}, row-major, all finite
   * @param labels {@code [size]}, class indices of at least 0
   * @param width features of one example, at least 1
   * @throws IllegalArgumentException for arrays of other lengths or with other values
   */
  public Examples(float[] features, int[] labels, int width) {
    if (width < 1 || features.length != (long) labels.length * width) {
      throw new IllegalArgumentException(
          "examples: %d feature values for %d labels (expected: %d a label)"
              .formatted(features.length, labels.length, width));
    }
    requireLabels(labels);
    this.features = FeatureMatrix.of(features, labels.length, width).requireFinite();
    this.labels = labels;
    this.width = width;
    this.users = List.of();
    this.derived = new Derived();
  }

  /**
   * {@return examples whose features stay in their rows until they are needed}
   *
   * @param rows of {@code width} values each, all finite, which is checked when they are loaded
   * @param labels {@code [size]}, class indices of at least 0; taken over
   * @param width features of one example, at least 1
   * @param keep whether the loaded features stay in memory; otherwise every turn copies them anew
   * @throws IllegalArgumentException for a label below 0, or more values than an array holds
   */
  public static Examples of(FeatureRows rows, int[] labels, int width, boolean keep) {
    requireLabels(labels);
    if (width < 1 || (long) labels.length * width > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "examples: %d of %d features (expected: at least 1 feature, and at most 2^31 values for one client)"
              .formatted(labels.length, width));
    }
    return new Examples(
        FeatureMatrix.of(rows, labels.length, width, keep),
        labels,
        width,
        List.of(),
        new Derived());
  }

  private static void requireLabels(int[] labels) {
    for (int label : labels) {
      if (label < 0) {
        throw new IllegalArgumentException(
            "examples: label %d (expected: at least 0)".formatted(label));
      }
    }
  }

  /**
   * {@return these examples with their features in memory, for one turn: themselves if the features
   * are there or are to be kept there, otherwise others in a buffer, which the next turn uses
   * again}
   *
   * @throws IllegalArgumentException if a feature is not finite
   */
  public Turn turn() {
    if (features.stays()) {
      features.values();
      return new Turn(this, null);
    }
    float[] buffer = FeatureBuffers.ofProcess().take(labels.length * width);
    try {
      features.load(buffer);
    } catch (RuntimeException e) {
      FeatureBuffers.ofProcess().giveBack(buffer);
      throw e;
    }
    FeatureMatrix loaded = FeatureMatrix.of(buffer, labels.length, width);
    return new Turn(new Examples(loaded, labels, width, users, derived), buffer);
  }

  /** Examples whose features are in memory until this is closed. */
  public static final class Turn implements AutoCloseable {
    private final Examples examples;
    private float @Nullable [] buffer;

    private Turn(Examples examples, float @Nullable [] buffer) {
      this.examples = examples;
      this.buffer = buffer;
    }

    /** {@return the examples, not to be used once this is closed} */
    public Examples examples() {
      return examples;
    }

    @Override
    public void close() {
      if (buffer != null) {
        FeatureBuffers.ofProcess().giveBack(buffer);
        buffer = null;
      }
    }
  }

  /**
   * {@return the same examples, of which it is known whose they are}
   *
   * @param names the user of every example, in their order
   * @throws IllegalArgumentException if there are more or fewer names than examples
   */
  public Examples ofUsers(List<String> names) {
    if (names.size() != labels.length) {
      throw new IllegalArgumentException(
          "examples: %d users for %d examples (expected: one each)"
              .formatted(names.size(), labels.length));
    }
    Map<String, List<Integer>> positions = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i++) {
      positions.computeIfAbsent(names.get(i), name -> new ArrayList<>()).add(i);
    }
    List<int[]> byUser = new ArrayList<>();
    positions
        .values()
        .forEach(own -> byUser.add(own.stream().mapToInt(Integer::intValue).toArray()));
    return new Examples(features, labels, width, List.copyOf(byUser), new Derived());
  }

  /**
   * {@return the same features and users under other labels}
   *
   * @param classes {@code [size]}, class indices of at least 0; taken over
   * @throws IllegalArgumentException for a label below 0, or another number of them
   */
  public Examples relabelled(int[] classes) {
    requireLabels(classes);
    if (classes.length != labels.length) {
      throw new IllegalArgumentException(
          "examples: %d labels for %d examples (expected: one each)"
              .formatted(classes.length, labels.length));
    }
    return new Examples(features, classes, width, users, new Derived());
  }

  /**
   * {@return the positions of each user's examples, ascending, users in the order of their first
   * one; empty if it is not known whose they are; not to be written to}
   */
  public List<int[]> users() {
    return users;
  }

  /**
   * {@return what counts in place of {@link #size} where users are protected and not examples: the
   * number of users, or of examples where it is not known whose they are}
   */
  public int units() {
    return users.isEmpty() ? labels.length : users.size();
  }

  /**
   * {@return no examples}
   *
   * @param width features that one would have, at least 1
   */
  public static Examples none(int width) {
    return new Examples(new float[0], new int[0], width);
  }

  /**
   * {@return as many examples of as many users, all of them zeros of class 0: what work on them
   * gives, and whether it gives anything, tells no more than these numbers}
   */
  public Examples blank() {
    FeatureMatrix zeros = FeatureMatrix.of(new float[labels.length * width], labels.length, width);
    return new Examples(zeros, new int[labels.length], width, users, new Derived());
  }

  /** {@return the number of examples} */
  public int size() {
    return labels.length;
  }

  /** {@return the number of features of one example} */
  public int width() {
    return width;
  }

  /**
   * {@return the class index of an example, at least 0}
   *
   * @param example its position, from 0 to size - 1
   */
  public int label(int example) {
    return labels[example];
  }

  /**
   * {@return the number of examples of each class, {@code [classes]}}
   *
   * @param classes number of classes, above every label
   */
  public int[] labelCounts(int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /**
   * Refuses examples that a head cannot take, and too few of them.
   *
   * @param head gives the number of classes and features
   * @param atLeast least number of examples
   * @throws IllegalArgumentException for other features, a label that the head has no class for, or
   *     fewer examples
   */
  public void requireFitting(Head head, int atLeast) {
    requireFitting(head.classes(), head.features(), atLeast);
  }

  /**
   * Refuses examples of other sizes, and too few of them.
   *
   * @param classes number of classes, above every label
   * @param features number of features of one example
   * @param atLeast least number of examples
   * @throws IllegalArgumentException for other features, a label that has no class, or fewer
   *     examples
   */
  public void requireFitting(int classes, int features, int atLeast) {
    if (labels.length < atLeast || width != features) {
      throw new IllegalArgumentException(
          "examples: %d of %d features (expected: at least %d, of %d features)"
              .formatted(labels.length, width, atLeast, features));
    }
    for (int label : labels) {
      if (label >= classes) {
        throw new IllegalArgumentException(
            "examples: label %d (expected: below %d, the classes of the head)"
                .formatted(label, classes));
      }
    }
  }

  /**
   * {@return the inner products of all pairs of {@code (x_i, 1)}, {@code [size x
   * Gram.stride(size)]}, row-major, symmetric; not to be written to} Computed on first use and kept
   * for later rounds while there is room for it.
   */
  public float[] gram() {
    return derived.gram.get(() -> Gram.of(matrix(), labels.length, width));
  }

  /**
   * {@return {@code |(x_i, 1)|} of every example, {@code [size]}, computed on first use and cached;
   * not to be written to}
   */
  public double[] norms() {
    double[] known = derived.norms;
    if (known == null) {
      known = new double[labels.length];
      float[] row = new float[width];
      float[] matrix = matrix();
      for (int i = 0; i < known.length; i++) {
        System.arraycopy(matrix, i * width, row, 0, width);
        double norm = Clipping.norm(row);
        known[i] = Math.sqrt(norm * norm + 1);
      }
      derived.norms = known; // another thread computes the same values
    }
    return known;
  }

  /**
   * {@return these examples on another scale, computed on first use and cached until another
   * scaling is asked for}
   *
   * @param by of this width
   * @throws IllegalArgumentException if it has another width
   */
  public Examples scaled(Scaling by) {
    if (by.mean().length != width) {
      throw new IllegalArgumentException(
          "standardise: %d features (expected: %d, as the examples have)"
              .formatted(by.mean().length, width));
    }
    Scaled known = derived.scaled;
    if (known == null || !known.by().same(by)) {
      Examples own = new Examples(features.scaled(by), labels, width, users, new Derived());
      known = new Scaled(by, own);
      derived.scaled = known; // another thread computes the same values
    }
    return known.examples();
  }

  /**
   * {@return the features, {@code [size x width]}, row-major, only for the kernels of this module;
   * not to be written to} A new copy if they are neither in memory nor to be kept there: whoever
   * asks often works on the examples of a {@link #turn}. In those it may be longer
   *
   * @throws IllegalArgumentException if a feature is not finite
   */
  public float[] matrix() {
    return features.values();
  }
}
