package dev.headwater.learning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Golden values written by {@code reference.py}, which lies beside them. */
public final class Golden {
  private final String file;
  private final Map<String, List<String>> records = new HashMap<>();

  public Golden(String file) {
    this.file = file;
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    Golden.class.getResourceAsStream("/golden/" + file), "golden file " + file),
                StandardCharsets.UTF_8))) {
      in.lines()
          .map(line -> Arrays.asList(line.split(" ", -1)))
          .forEach(words -> records.put(words.get(0), words.subList(1, words.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<String> words(String key) {
    return Objects.requireNonNull(records.get(key), file + " has no record " + key);
  }

  public String word(String key) {
    return words(key).get(0);
  }

  public double[] doubles(String key) {
    return words(key).stream().mapToDouble(Double::parseDouble).toArray();
  }

  public float[] floats(String key) {
    double[] values = doubles(key);
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  public int[] ints(String key) {
    return words(key).stream().mapToInt(Integer::parseInt).toArray();
  }
}
