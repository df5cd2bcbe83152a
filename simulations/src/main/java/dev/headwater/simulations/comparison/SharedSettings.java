package dev.headwater.simulations.comparison;

import dev.headwater.simulations.output.text.Json;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings of several runs, by flag name, as texts: those that all share, and those that differ.
 */
public final class SharedSettings {
  /** They change no result. A seed is no setting: it says which runs are pairs. */
  private static final Set<String> NO_RESULT =
      Set.of("threads", "cache", "seed", "arithmetic", "extensions");

  /** How a coordinator is reached, by whom and for how long: not what it computes. */
  private static final Pattern DOORS =
      Pattern.compile(
          "listen|keep-serving|wait|last-call|insecure|token|token-file|pki|enrolled"
              + "|publish-runs|pretrained-labels|keep-contributions|web-.*|tls-.*"
              + "|max-(clients|joins|connections|labels|examples)");

  /** Values of a flag that asks for nothing: a command without the flag does the same. */
  private static final Set<String> NOTHING = Set.of("", "none", "false");

  private SharedSettings() {}

  /**
   * {@return the settings that all runs have with the same value, as they are shown to others}
   *
   * @param configs of the runs, as their folders have them
   */
  public static Map<String, String> of(List<Map<String, Object>> configs) {
    Map<String, String> shared = new LinkedHashMap<>();
    Set<String> differing = differing(configs);
    for (String flag : flags(configs)) {
      if (!differing.contains(flag)) {
        configs.stream()
            .flatMap(config -> Stream.ofNullable(config.get(flag)))
            .findFirst()
            .ifPresent(value -> shared.put(flag, text(value)));
      }
    }
    return Collections.unmodifiableMap(shared);
  }

  /**
   * {@return the names of the settings that differ between any two runs}
   *
   * @param configs of the runs, as their folders have them
   */
  public static Set<String> differing(List<Map<String, Object>> configs) {
    Set<String> differing = new LinkedHashSet<>();
    for (String flag : flags(configs)) {
      if (configs.stream().map(config -> effect(config.get(flag))).distinct().count() > 1) {
        differing.add(flag);
      }
    }
    return differing;
  }

  /**
   * {@return the settings of one run}
   *
   * @param config as its folder has it
   * @param flags to take; those without a value are left out
   */
  public static Setting setting(Map<String, Object> config, Collection<String> flags) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String flag : flags) {
      if (config.get(flag) != null) {
        values.put(flag, text(config.get(flag)));
      }
    }
    return new Setting(values);
  }

  private static Set<String> flags(List<Map<String, Object>> configs) {
    Set<String> flags = new LinkedHashSet<>();
    configs.forEach(config -> flags.addAll(config.keySet()));
    flags.removeIf(flag -> NO_RESULT.contains(flag) || DOORS.matcher(flag).matches());
    return flags;
  }

  private static String effect(@Nullable Object value) {
    String exact = exact(value);
    return NOTHING.contains(exact) ? "" : exact;
  }

  private static String exact(@Nullable Object value) {
    return value instanceof Collection || value instanceof Map
        ? Json.line(value)
        : Objects.toString(value, "");
  }

  /** The folders of this machine do not concern those who read a page. */
  private static String text(@Nullable Object value) {
    String exact = exact(value);
    return value instanceof String && exact.startsWith("/")
        ? ".../" + exact.substring(exact.lastIndexOf('/') + 1)
        : exact;
  }
}
