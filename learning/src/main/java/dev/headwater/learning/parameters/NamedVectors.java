package dev.headwater.learning.parameters;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Flat float32 vectors by name: what a coordinator sends with the parameters, and what a client
 * keeps between rounds. Owns its arrays, which are never written to. Equality compares contents.
 */
public final class NamedVectors {
  /** No vectors. */
  public static final NamedVectors NONE = new NamedVectors(Map.of());

  private final SortedMap<String, float[]> vectors;

  private NamedVectors(Map<String, float[]> vectors) {
    this.vectors = Collections.unmodifiableSortedMap(new TreeMap<>(vectors));
  }

  /**
   * {@return these vectors, whose arrays change owner: the caller must never write to them again}
   *
   * @param vectors flat vectors by name; the map itself is copied
   */
  public static NamedVectors owning(Map<String, float[]> vectors) {
    return vectors.isEmpty() ? NONE : new NamedVectors(vectors);
  }

  /**
   * {@return these vectors and others}
   *
   * @param more by name, none of them a name of these; the arrays change owner
   */
  public NamedVectors and(Map<String, float[]> more) {
    Map<String, float[]> all = new TreeMap<>(vectors);
    all.putAll(more);
    return owning(all);
  }

  /** {@return the names, sorted; a fresh set} */
  public SortedSet<String> names() {
    return new TreeSet<>(vectors.keySet());
  }

  /** {@return whether there are no vectors} */
  public boolean isEmpty() {
    return vectors.isEmpty();
  }

  /**
   * {@return the vector of this name, not a copy: it must not be written to}
   *
   * @param name one of {@link #names}
   * @throws IllegalArgumentException if there is no vector of this name
   */
  public float[] get(String name) {
    float[] vector = vectors.get(name);
    if (vector == null) {
      throw new IllegalArgumentException(
          "vectors: no %s (expected one of: %s)".formatted(name, vectors.keySet()));
    }
    return vector;
  }

  /**
   * {@return the vector of this name, which must not be written to, or {@code length} zeros if
   * there are no vectors at all}
   *
   * @param name name of a vector
   * @param length number of values that the vector must have
   * @throws IllegalArgumentException if there are vectors but none of this name, or it has another
   *     length
   */
  public float[] getOrZeros(String name, int length) {
    float[] vector = isEmpty() ? new float[length] : get(name);
    if (vector.length != length) {
      throw new IllegalArgumentException(
          "vectors: %s has %d values (expected: %d)".formatted(name, vector.length, length));
    }
    return vector;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamedVectors v
        && vectors.keySet().equals(v.vectors.keySet())
        && vectors.keySet().stream().allMatch(n -> Arrays.equals(get(n), v.get(n)));
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
      hash = 31 * hash + vector.getKey().hashCode() + Arrays.hashCode(vector.getValue());
    }
    return hash;
  }

  @Override
  public String toString() {
    return "vectors " + vectors.keySet();
  }
}
