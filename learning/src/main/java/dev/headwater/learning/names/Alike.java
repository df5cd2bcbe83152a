package dev.headwater.learning.names;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names that a person takes for the same, though they differ to the letter. */
public final class Alike {
  private Alike() {}

  /**
   * {@return the name in composed form (NFC), in which all names are compared and kept} macOS hands
   * out decomposed ones.
   *
   * @param name in any form
   */
  public static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /**
   * {@return what is left of a name without its case, spaces, {@code _}, {@code -} and Unicode
   * form}
   *
   * @param name in any form
   */
  public static String folded(String name) {
    String compatible = Normalizer.normalize(name, Normalizer.Form.NFKC);
    return compatible
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s\\p{Z}_-]+", "");
  }

  /**
   * {@return the names that differ only in what {@link #folded} takes away, two or more each, in
   * natural order}
   *
   * @param names each once
   */
  public static List<List<String>> groups(Collection<String> names) {
    SortedMap<String, List<String>> byFolded = new TreeMap<>();
    names.stream()
        .sorted()
        .forEach(name -> byFolded.computeIfAbsent(folded(name), f -> new ArrayList<>()).add(name));
    return byFolded.values().stream().filter(group -> group.size() > 1).toList();
  }

  /**
   * {@return {@code "; cat may be Cats"}, or an empty string if no known name is alike or {@link
   * Nearest#hint near}}
   *
   * @param name as it was given
   * @param known the names to choose from
   */
  public static String hint(String name, Collection<String> known) {
    String nearest = nearest(name, known);
    boolean near =
        folded(nearest).equals(folded(name))
            || !Nearest.hint(folded(name), List.of(folded(nearest))).isEmpty();
    return near && !nearest.isEmpty() ? "; %s may be %s".formatted(name, nearest) : "";
  }

  /**
   * {@return the known name that was probably meant: one that is alike, else {@link Nearest#to}}
   *
   * @param name as it was given
   * @param known the names to choose from; empty gives an empty string
   */
  public static String nearest(String name, Collection<String> known) {
    String folded = folded(name);
    return known.stream()
        .filter(k -> folded(k).equals(folded))
        .findFirst()
        .orElseGet(() -> Nearest.to(name, known));
  }
}
