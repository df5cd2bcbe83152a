package dev.headwater.learning.sums;

import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.parameters.Layout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is summed in a round: vectors by name, each with its own layout and grid, and scalar slots.
 * Fixed before the round and the same for all its clients. The summed vectors are independent of
 * the model's parameters: averaging uploads one vector of the parameters' layout, SCAFFOLD two,
 * ridge regression Gram sums.
 *
 * @param vectors at least one, names unique
 * @param slots the weight, the training loss, the norm flag, then those of the work
 */
public record SumSchema(List<Vector> vectors, List<Slot> slots) {
  /** The slots of every contribution. */
  private static final List<String> USUAL = List.of(Slot.WEIGHT, Slot.LOSS, Slot.WITHIN_NORM);

  /** Their number. */
  public static final int USUAL_SLOTS = 3;

  /**
   * A larger mean loss is capped to this value: it is only informative, and its sum needs a bound.
   */
  public static final double MAX_LOSS = 64;

  private static final int MAX_LOSS_BITS = 16;

  /**
   * One vector of a contribution.
   *
   * @param name unique within the contribution
   * @param layout the meaning of its positions
   * @param integers whether values are integers of the grid already
   * @param grid on which it is summed
   * @param compression how it is uploaded; its layout is that of the summed values
   */
  public record Vector(
      String name, Layout layout, boolean integers, FixedPoint grid, Compression compression) {
    /**
     * A vector that is not compressed.
     *
     * @param name unique within the contribution
     * @param layout the meaning of its positions
     * @param integers whether values are integers of the grid already
     * @param grid on which it is summed
     */
    public Vector(String name, Layout layout, boolean integers, FixedPoint grid) {
      this(name, layout, integers, grid, Uncompressed.NONE);
    }

    /** {@return the bytes of one upload of it} */
    public long bytes() {
      return integers ? (long) Long.BYTES * layout.size() : compression.bytes(layout.size());
    }
  }

  /**
   * A schema of these vectors and slots.
   *
   * @param vectors at least one, all in rings of one size; the list is copied
   * @param slots begins with {@link Slot#WEIGHT}, {@link Slot#LOSS} and {@link Slot#WITHIN_NORM};
   *     the list is copied
   * @throws IllegalArgumentException if that does not hold, or a name is repeated
   */
  public SumSchema {
    vectors = List.copyOf(vectors);
    slots = List.copyOf(slots);
    if (vectors.isEmpty()) {
      throw new IllegalArgumentException("contribution: no vectors (expected: at least one)");
    }
    Set<String> names = new HashSet<>();
    vectors.forEach(vector -> requireNew(names, vector.name()));
    slots.forEach(slot -> requireNew(names, slot.name()));
    if (slots.size() < USUAL_SLOTS
        || !slots.subList(0, USUAL_SLOTS).stream().map(Slot::name).toList().equals(USUAL)) {
      throw new IllegalArgumentException(
          "contribution: slots %s (expected: %s first)".formatted(slots, USUAL));
    }
    int ring = vectors.get(0).grid().ringBits();
    if (vectors.stream().anyMatch(vector -> vector.grid().ringBits() != ring)) {
      throw new IllegalArgumentException(
          "contribution: vectors in rings of different size (expected: one size for all)");
    }
  }

  private static void requireNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          "contribution: %s appears twice (expected: names that differ)".formatted(name));
    }
  }

  /**
   * {@return a schema with the standard slots for the ring and the total weight of the first
   * vector's grid, then {@code more}}
   *
   * @param vectors at least one, names unique
   * @param more the work's own slots, which follow the standard ones; may be empty
   */
  public static SumSchema of(List<Vector> vectors, List<Slot> more) {
    FixedPoint grid = vectors.get(0).grid();
    int ring = grid.ringBits();
    List<Slot> slots = new java.util.ArrayList<>();
    slots.add(new Slot(Slot.WEIGHT, 1, 0));
    slots.add(Slot.finest(Slot.LOSS, MAX_LOSS, ring, grid.maxTotalWeight(), MAX_LOSS_BITS));
    slots.add(new Slot(Slot.WITHIN_NORM, 1, 0));
    slots.addAll(more);
    return new SumSchema(vectors, slots);
  }

  /**
   * {@return a schema of one vector of real numbers and the standard slots}
   *
   * @param name of the vector
   * @param layout the meaning of its positions
   * @param grid on which it is summed
   */
  public static SumSchema single(String name, Layout layout, FixedPoint grid) {
    return of(List.of(new Vector(name, layout, false, grid)), List.of());
  }

  /**
   * {@return the reason why a scalar exceeds {@code maxPerWeight * weight}, or null if none does}
   *
   * @param scalars the work's scalars, times the weight, in the order of the slots after the
   *     standard ones
   * @param weight of the contribution, above 0
   */
  public @Nullable String problemOfScalars(List<Double> scalars, double weight) {
    for (int i = 0; i < scalars.size(); i++) {
      Slot slot = slots.get(USUAL_SLOTS + i);
      double most = slot.maxPerWeight() * weight;
      if (!(Math.abs(scalars.get(i)) <= most)) {
        return "%s: %s (expected: at most %s in size)".formatted(slot.name(), scalars.get(i), most);
      }
    }
    return null;
  }

  /** {@return the bytes of all vectors of one contribution} */
  public long bytes() {
    return vectors.stream().mapToLong(Vector::bytes).sum();
  }

  /** {@return whether clients remember what they do not send of some vector} */
  public boolean keepsResiduals() {
    return vectors.stream().anyMatch(vector -> vector.compression().keepsResidual());
  }

  /** {@return the size of the integers that are summed, 32 or 64 bits} */
  public int ringBits() {
    return vectors.get(0).grid().ringBits();
  }

  /** {@return the number of values of all vectors together} */
  public int values() {
    return vectors.stream().mapToInt(vector -> vector.layout().size()).reduce(0, Math::addExact);
  }

  /** {@return the number of summed integers: {@link #values}, then one for each slot} */
  public int length() {
    return Math.addExact(values(), slots.size());
  }

  /**
   * {@return the position of a vector in {@link #vectors}, from 0}
   *
   * @param name name of the vector
   * @throws IllegalArgumentException if there is none of this name
   */
  public int indexOf(String name) {
    for (int i = 0; i < vectors.size(); i++) {
      if (vectors.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "vector: no %s (expected one of: %s)"
            .formatted(name, vectors.stream().map(Vector::name).toList()));
  }
}
