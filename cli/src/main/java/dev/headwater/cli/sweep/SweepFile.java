package dev.headwater.cli.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.cli.config.KeyFile;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a sweep's YAML file asks for. Its runs are every combination of an entry of {@code list}, a
 * value of every key of {@code grid}, and a seed.
 *
 * @param file where it stands
 * @param text of the file
 * @param base flags that all runs have, by name without dashes
 * @param list sets of flags, at least one, which may be empty
 * @param grid values of flags
 * @param seeds at least one
 */
record SweepFile(
    Path file,
    String text,
    Map<String, String> base,
    List<Map<String, String>> list,
    Map<String, List<String>> grid,
    List<Long> seeds) {
  private static final String WHAT = "sweep";
  private static final Set<String> PARTS = Set.of("base", "grid", "list", "seeds", Paper.PART);

  private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+(e-?[0-9]+)?");

  /** Flags that a sweep gives its runs itself, and such as are no settings of a run. */
  private static final Set<String> OWN =
      Set.of(
          "adopt",
          "changed-data",
          "config",
          "format",
          "help",
          "log-file",
          "log-format",
          "out",
          "quiet",
          "resume",
          "unlearn",
          "verbose",
          "version");

  /** Flags that change no result: to vary them would compare a run with itself. */
  static final Set<String> BASE_ALONE = Set.of("cache", "extensions", "threads");

  /**
   * Reads a file.
   *
   * @throws UserDataException if it cannot be read, or is no sweep; whether its keys are flags is
   *     not checked yet
   */
  static SweepFile read(Path file) {
    KeyFile keys = new KeyFile(WHAT, file, "base:");
    JsonNode tree = keys.keys();
    tree.fieldNames().forEachRemaining(part -> requirePart(keys, part));
    try {
      SweepFile read =
          new SweepFile(
              file,
              Files.readString(file),
              flags(keys, "base", tree.path("base")),
              list(keys, tree.path("list")),
              grid(keys, tree.path("grid")),
              seeds(keys, tree.path("seeds")));
      read.requireEachOnce(keys);
      return read;
    } catch (IOException e) {
      throw keys.refused("cannot be read (expected: a readable file)");
    }
  }

  private static void requirePart(KeyFile keys, String part) {
    if (!PARTS.contains(part)) {
      throw keys.refused(
          "has a part '%s' (expected: base, grid, list, seeds and paper%s; flags of all runs stand below base)"
              .formatted(part, Nearest.hint(part, PARTS)));
    }
  }

  private static Map<String, String> flags(KeyFile keys, String part, JsonNode tree) {
    Map<String, String> flags = new LinkedHashMap<>();
    if (tree.isMissingNode() || tree.isNull()) {
      return flags;
    }
    if (!tree.isObject()) {
      throw keys.refused(
          "has no flags below %s (expected: lines such as 'rounds: 10', further in)"
              .formatted(part));
    }
    tree.properties()
        .forEach(
            one -> {
              requireSetting(keys, one.getKey());
              flags.put(one.getKey(), keys.value(one));
            });
    return flags;
  }

  private static void requireSetting(KeyFile keys, String flag) {
    if (flag.equals("seed")) {
      throw keys.refused("says seed (expected: a line such as 'seeds: [1, 2, 3]')");
    }
    if (OWN.contains(flag)) {
      throw keys.refused(
          "says %s (expected: settings of a run; where runs go and how they are shown is said by the flags of sweep)"
              .formatted(flag));
    }
  }

  private static List<Map<String, String>> list(KeyFile keys, JsonNode tree) {
    if (tree.isMissingNode()) {
      return List.of(Map.of());
    }
    if (!tree.isArray() || tree.isEmpty()) {
      throw keys.refused(
          "has no list below list (expected: entries such as '- {strategy: fedavg, lr: 0.1}')");
    }
    List<Map<String, String>> list = new ArrayList<>();
    tree.forEach(entry -> list.add(flags(keys, "list", entry)));
    return list;
  }

  private static Map<String, List<String>> grid(KeyFile keys, JsonNode tree) {
    Map<String, List<String>> grid = new LinkedHashMap<>();
    if (tree.isMissingNode()) {
      return grid;
    }
    if (!tree.isObject()) {
      throw keys.refused(
          "has no flags below grid (expected: lines such as 'strategy: [fedavg, fednova]', further in)");
    }
    for (Map.Entry<String, JsonNode> one : tree.properties()) {
      requireSetting(keys, one.getKey());
      if (!one.getValue().isArray() || one.getValue().isEmpty()) {
        throw keys.refused(
            "has no list for %s below grid (expected: a list such as '%s: [A, B]'; a single value stands below base)"
                .formatted(one.getKey(), one.getKey()));
      }
      Set<String> values = new LinkedHashSet<>();
      for (JsonNode value : one.getValue()) {
        if (!values.add(keys.value(Map.entry(one.getKey(), value)))) {
          throw keys.refused(
              "has a value of %s twice below grid (expected: each once)".formatted(one.getKey()));
        }
      }
      grid.put(one.getKey(), List.copyOf(values));
    }
    return grid;
  }

  private static List<Long> seeds(KeyFile keys, JsonNode tree) {
    if (tree.isMissingNode()) {
      return List.of(1L);
    }
    Set<Long> seeds = new LinkedHashSet<>();
    for (JsonNode seed : tree) {
      if (!seed.canConvertToExactIntegral()
          || !seed.canConvertToLong()
          || !seeds.add(seed.asLong())) {
        throw keys.refused(
            "has a seed %s (expected: whole numbers, each once)".formatted(seed.asText()));
      }
    }
    if (!tree.isArray() || seeds.isEmpty()) {
      throw keys.refused("has no list of seeds (expected: a line such as 'seeds: [1, 2, 3]')");
    }
    return List.copyOf(seeds);
  }

  /** A flag that stands in two places would silently have the value of one of them. */
  private void requireEachOnce(KeyFile keys) {
    Set<String> listed = new LinkedHashSet<>();
    list.forEach(entry -> listed.addAll(entry.keySet()));
    for (String flag : grid.keySet()) {
      if (listed.contains(flag) || base.containsKey(flag)) {
        throw keys.refused(
            "says %s below grid and below %s (expected: in one place)"
                .formatted(flag, base.containsKey(flag) ? "base" : "list"));
      }
    }
    for (String flag : BASE_ALONE) {
      if (grid.containsKey(flag) || listed.contains(flag)) {
        throw keys.refused(
            "varies %s (expected: below base; it changes no result)".formatted(flag));
      }
    }
  }

  /**
   * A hint where YAML has split a value at its comma, as in {@code [fedavg, fedadam:0.01,0.9]}.
   *
   * @param point flags of the run that was refused
   * @param message why, which begins with the flag
   * @return behind the message; empty where the flag's list does not look like that
   */
  String quotes(Map<String, String> point, String message) {
    String flag = message.replaceFirst("(?s):.*", "");
    List<String> values = grid.getOrDefault(flag, List.of());
    int first = values.indexOf(point.get(flag));
    while (first > 0 && NUMBER.matcher(values.get(first)).matches()) {
      first--;
    }
    int end = first + 1;
    while (end < values.size() && NUMBER.matcher(values.get(end)).matches()) {
      end++;
    }
    return first < 0 || end == first + 1 || !values.get(first).contains(":")
        ? ""
        : " (a value with a comma stands in quotes: \"%s\")"
            .formatted(String.join(",", values.subList(first, end)));
  }

  /** How many runs there are; more than a {@code long} holds count as that. */
  long count() {
    long count = (long) list.size() * seeds.size();
    for (List<String> values : grid.values()) {
      if (count > Long.MAX_VALUE / values.size()) {
        return Long.MAX_VALUE;
      }
      count *= values.size();
    }
    return count;
  }

  /** The file's name without its ending: names the sweep. */
  String stem() {
    return String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
  }
}
