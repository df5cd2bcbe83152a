package dev.headwater.simulations.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model takes labelled pictures for. Below, {@code n(c, p)} is the number of pictures of
 * class c that are taken for class p.
 *
 * @param labels class names, {@code [C]}
 * @param counts {@code [C x C]}, {@code n(c, p)} in row c and column p
 * @param lossSums {@code [C]}, sums over the pictures of a class of their cross-entropy, in nats
 */
public record Confusion(
    List<String> labels,
    List<List<Long>> counts,
    @JsonProperty("loss_sums") List<Double> lossSums) {

  /**
   * Copies the lists.
   *
   * @param labels at least one
   * @param counts as many rows and columns as labels, of 0 or more
   * @param lossSums as many as labels
   * @throws IllegalArgumentException for other shapes
   */
  public Confusion {
    labels = List.copyOf(labels);
    counts = counts.stream().map(List::copyOf).toList();
    lossSums = List.copyOf(lossSums);
    int classes = labels.size();
    boolean square =
        counts.size() == classes && counts.stream().allMatch(row -> row.size() == classes);
    if (classes == 0 || !square || lossSums.size() != classes) {
      throw new IllegalArgumentException(
          "confusion: %d rows and %d losses for %d classes (expected: one each, and as many columns)"
              .formatted(counts.size(), lossSums.size(), classes));
    }
  }

  /**
   * The figures of one class, c.
   *
   * @param label its name
   * @param pictures of the class, the sum over p of {@code n(c, p)}
   * @param correct {@code n(c, c)}
   * @param precision {@code n(c, c)} over the pictures that are taken for c; NaN without any
   * @param recall {@code n(c, c)} over the pictures of c; NaN without any
   * @param f1 the harmonic mean of both, {@code 2 n(c, c)} over their denominators' sum; NaN
   *     without any picture
   * @param loss mean cross-entropy of its pictures, in nats; NaN without any
   */
  public record OfClass(
      String label,
      long pictures,
      long correct,
      double precision,
      double recall,
      double f1,
      double loss) {}

  /**
   * A mistake, and how often it is made.
   *
   * @param label what the pictures are
   * @param takenFor what the model takes them for
   * @param pictures how many, at least 1
   */
  public record Mistake(String label, String takenFor, long pictures) {}

  /**
   * {@return the figures of one class}
   *
   * @param c its index
   */
  public OfClass of(int c) {
    long correct = counts.get(c).get(c);
    long pictures = pictures(c);
    long taken = takenFor(c);
    return new OfClass(
        labels.get(c),
        pictures,
        correct,
        (double) correct / taken,
        (double) correct / pictures,
        2.0 * correct / (taken + pictures),
        lossSums.get(c) / pictures);
  }

  /** {@return the figures of all classes, in the order of the labels} */
  public List<OfClass> classes() {
    return IntStream.range(0, labels.size()).mapToObj(this::of).toList();
  }

  /**
   * {@return the number of pictures of a class}
   *
   * @param c its index
   */
  public long pictures(int c) {
    return counts.get(c).stream().mapToLong(Long::longValue).sum();
  }

  /**
   * {@return the number of pictures that are taken for a class}
   *
   * @param c its index
   */
  public long takenFor(int c) {
    return counts.stream().mapToLong(row -> row.get(c)).sum();
  }

  /** {@return the number of pictures} */
  public long pictures() {
    return IntStream.range(0, labels.size()).mapToLong(this::pictures).sum();
  }

  /** {@return the number of pictures that are taken for what they are} */
  public long correct() {
    return IntStream.range(0, labels.size()).mapToLong(c -> counts.get(c).get(c)).sum();
  }

  /** {@return the share of pictures that are taken for what they are; NaN without pictures} */
  public double accuracy() {
    return (double) correct() / pictures();
  }

  /** {@return the mean cross-entropy, in nats; NaN without pictures} */
  public double loss() {
    return lossSums.stream().mapToDouble(Double::doubleValue).sum() / pictures();
  }

  /**
   * {@return the most frequent mistakes, of equals first those of the first classes}
   *
   * @param most how many at most
   */
  public List<Mistake> mistakes(int most) {
    List<Mistake> all = new ArrayList<>();
    for (int c = 0; c < labels.size(); c++) {
      for (int p = 0; p < labels.size(); p++) {
        if (p != c && counts.get(c).get(p) > 0) {
          all.add(new Mistake(labels.get(c), labels.get(p), counts.get(c).get(p)));
        }
      }
    }
    all.sort(Comparator.comparingLong(Mistake::pictures).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}
