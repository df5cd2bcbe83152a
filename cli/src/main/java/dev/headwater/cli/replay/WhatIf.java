package dev.headwater.cli.replay;

import dev.headwater.cli.options.PrivacyOptions;
import dev.headwater.cli.options.SummingOptions;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Nearest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Settings that take the place of a recorded run's own.
 *
 * @param settings by key, in the order in which they were given
 */
record WhatIf(Map<String, String> settings) {

  /** Copies the map in its order. */
  WhatIf {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * From the command line.
   *
   * @param given {@code KEY=VALUE}, each
   * @throws UserDataException if one is not, or its key says nothing about the training
   */
  static WhatIf of(List<String> given) {
    Set<String> known = keys();
    Map<String, String> settings = new LinkedHashMap<>();
    for (String one : given) {
      int at = one.indexOf('=');
      String key = at < 0 ? one : one.substring(0, at).replaceFirst("^--", "");
      if (at < 1 || at == one.length() - 1) {
        throw new UserDataException(
            "what-if: '%s' (expected: KEY=VALUE, such as strategy=fedadam)".formatted(one));
      }
      if (!known.contains(key)) {
        throw new UserDataException(
            "what-if: '%s' is no setting of the training (expected: one such as '%s'; data and clients stay those of the run)"
                .formatted(key, Nearest.to(key, known)));
      }
      if (settings.put(key, one.substring(at + 1)) != null) {
        throw new UserDataException("what-if: %s is given twice (expected: once)".formatted(key));
      }
    }
    return new WhatIf(settings);
  }

  private static Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    for (Object flags :
        List.of(new TrainingOptions(), new SummingOptions(), new PrivacyOptions())) {
      for (OptionSpec option : CommandSpec.forAnnotatedObject(flags).options()) {
        for (String name : option.names()) {
          keys.add(name.replaceFirst("^--?", ""));
        }
      }
    }
    keys.remove("arithmetic");
    return keys;
  }

  boolean none() {
    return settings.isEmpty();
  }

  /** As it was given. */
  String words() {
    StringBuilder words = new StringBuilder();
    settings.forEach(
        (key, value) ->
            words.append(words.isEmpty() ? "" : ", ").append(key).append('=').append(value));
    return words.toString();
  }
}
