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
 * <p>Owns its arrays, which are not written to after construction. The order of the examples
 * affects the result: the shuffle of every epoch permutes positions.
 */
public final class Examples {
  private final float[] features;
  private final int[] labels;
  private final int width;

  /** Positions of each user's examples, users in the order of their first one; empty for none. */
  private final List<int[]> users;

  private final GramCache.Entry gram = GramCache.ofProcess().entry();
  private volatile double @Nullable [] norms;
  private volatile @Nullable Scaled scaled;

  /** The scaling of every round of a run is the same: its result is kept. */
  private record Scaled(Scaling by, Examples examples) {}

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
    for (int label : labels) {
      if (label < 0) {
        throw new IllegalArgumentException(
            "examples: label %d (expected: at least 0)".formatted(label));
      }
    }
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new IllegalArgumentException(
            "examples: feature %d of example %d is %s (expected: a finite number)"
                .formatted(i % width, i / width, features[i]));
      }
    }
    this.features = features;
    this.labels = labels;
    this.width = width;
    this.users = List.of();
  }

  private Examples(float[] features, int[] labels, int width, List<int[]> users) {
    this.features = features;
    this.labels = labels;
    this.width = width;
    this.users = users;
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
    return new Examples(features, labels, width, List.copyOf(byUser));
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
    return new Examples(new float[features.length], new int[labels.length], width, users);
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
    return gram.get(() -> Gram.of(features, labels.length, width));
  }

  /**
   * {@return {@code |(x_i, 1)|} of every example, {@code [size]}, computed on first use and cached;
   * not to be written to}
   */
  public double[] norms() {
    double[] known = norms;
    if (known == null) {
      known = new double[labels.length];
      float[] row = new float[width];
      for (int i = 0; i < known.length; i++) {
        System.arraycopy(features, i * width, row, 0, width);
        double norm = Clipping.norm(row);
        known[i] = Math.sqrt(norm * norm + 1);
      }
      norms = known; // another thread computes the same values
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
    Scaled known = scaled;
    if (known == null || !known.by().same(by)) {
      known = new Scaled(by, scaledBy(by));
      scaled = known; // another thread computes the same values
    }
    return known.examples();
  }

  private Examples scaledBy(Scaling by) {
    return new Examples(by.of(features), labels, width, users);
  }

  /**
   * {@return the features, {@code [size x width]}, row-major, only for the kernels of this module
   * and for the same features under other labels; not to be written to}
   */
  public float[] matrix() {
    return features;
  }
}
