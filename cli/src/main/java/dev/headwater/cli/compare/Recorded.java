package dev.headwater.cli.compare;

import dev.headwater.files.UserDataException;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Setting;
import dev.headwater.simulations.comparison.SharedSettings;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recorded runs, sorted by the settings that tell them from each other.
 *
 * @param comparison of all of them
 * @param shared settings that all have
 * @param notes on runs that ended in no orderly way, as sentences
 */
record Recorded(Comparison comparison, Map<String, String> shared, List<String> notes) {
  private static final String COPY = "copy";

  /**
   * Reads run folders.
   *
   * @throws UserDataException if one is none, stands there twice, or has no round
   */
  static Recorded of(List<Path> folders) {
    List<RecordedRun> runs = new ArrayList<>();
    Set<Path> known = new LinkedHashSet<>();
    for (Path folder : folders) {
      RecordedRun run = RunFolder.open(folder);
      if (!known.add(folder.toAbsolutePath().normalize())) {
        throw new UserDataException(
            "compare: %s stands there twice (expected: each run once)".formatted(folder));
      }
      runs.add(run);
    }
    List<Map<String, Object>> configs = runs.stream().map(RecordedRun::config).toList();
    Set<String> differing = SharedSettings.differing(configs);
    Map<Setting, List<Trial>> groups = new LinkedHashMap<>();
    copies(runs.stream().map(run -> trial(run, differing)).toList())
        .forEach(
            trial -> groups.computeIfAbsent(trial.setting(), s -> new ArrayList<>()).add(trial));
    List<String> notes = new ArrayList<>();
    for (RecordedRun run : runs) {
      run.notes().forEach(note -> notes.add(run.dir() + ": " + note));
    }
    return new Recorded(
        Comparison.of(
            groups.entrySet().stream()
                .map(one -> new Group(one.getKey(), one.getValue(), List.of()))
                .toList()),
        SharedSettings.of(configs),
        notes);
  }

  private static Trial trial(RecordedRun run, Set<String> differing) {
    return Trial.of(SharedSettings.setting(run.config(), differing), run);
  }

  /** Runs of the same settings and seed are told apart by their order: they should be equal. */
  private static List<Trial> copies(List<Trial> trials) {
    Map<Object, Integer> seen = new HashMap<>();
    List<Integer> copy =
        trials.stream()
            .map(t -> seen.merge(List.of(t.setting(), t.seed()), 1, Integer::sum))
            .toList();
    boolean none = copy.stream().allMatch(number -> number == 1);
    List<Trial> named = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      named.add(none ? trials.get(i) : named(trials.get(i), copy.get(i)));
    }
    return named;
  }

  private static Trial named(Trial trial, int copy) {
    Map<String, String> values = new LinkedHashMap<>(trial.setting().values());
    values.put(COPY, String.valueOf(copy));
    return trial.of(new Setting(values));
  }
}
