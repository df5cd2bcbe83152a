package dev.headwater.spark.executors;

import dev.headwater.learning.parameters.NamedVectors;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clients remember, on its way from the driver to their executor and back, exactly.
 *
 * @param clients their names
 * @param names of each client's vectors
 * @param vectors as many, in the same order
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Memories(String[] clients, String[][] names, float[][][] vectors)
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** Nobody's. */
  static final Memories NONE = of(new TreeMap<>());

  /** The arrays of {@code memories}, not copied. */
  public static Memories of(SortedMap<String, NamedVectors> memories) {
    String[] clients = memories.keySet().toArray(String[]::new);
    String[][] names = new String[clients.length][];
    float[][][] vectors = new float[clients.length][][];
    int i = 0;
    for (NamedVectors memory : memories.values()) {
      names[i] = memory.names().toArray(String[]::new);
      vectors[i] = new float[names[i].length][];
      for (int k = 0; k < names[i].length; k++) {
        vectors[i][k] = memory.get(names[i][k]);
      }
      i++;
    }
    return new Memories(clients, names, vectors);
  }

  /** By client; owns the arrays of this value. */
  public SortedMap<String, NamedVectors> byClient() {
    SortedMap<String, NamedVectors> memories = new TreeMap<>();
    for (int i = 0; i < clients.length; i++) {
      Map<String, float[]> own = new LinkedHashMap<>();
      for (int k = 0; k < names[i].length; k++) {
        own.put(names[i][k], vectors[i][k]);
      }
      memories.put(clients[i], NamedVectors.owning(own));
    }
    return memories;
  }
}
