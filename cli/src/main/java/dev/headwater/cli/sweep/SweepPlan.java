package dev.headwater.cli.sweep;

import dev.headwater.cli.options.DataOptions;
import dev.headwater.cli.run.SimulateCommand;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.simulations.comparison.Setting;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.vision.sources.PictureSets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a sweep.
 *
 * @param file that asks for them
 * @param runs settings in the order of the file, the seeds of one together
 */
record SweepPlan(SweepFile file, List<Planned> runs) {
  private static final int LONGEST_NAME = 120;
  private static final int DIGITS = 8;

  /** As the other one, with data where the file says. */
  static SweepPlan of(SweepFile file) {
    return of(file, null);
  }

  /**
   * All combinations; their flags are not read yet.
   *
   * @param dataRoot folder in which data and backbones are looked for first, null for none
   * @throws UserDataException if there is no such folder
   */
  static SweepPlan of(SweepFile file, @Nullable Path dataRoot) {
    if (dataRoot != null && !Files.isDirectory(dataRoot)) {
      throw new UserDataException(
          "data-root: there is no folder %s (expected: the folder in which the data of the files is)"
              .formatted(dataRoot));
    }
    List<Map<String, String>> points = new ArrayList<>(file.list());
    file.grid()
        .forEach(
            (flag, values) -> {
              List<Map<String, String>> longer = new ArrayList<>();
              for (Map<String, String> point : points) {
                for (String value : values) {
                  Map<String, String> one = new LinkedHashMap<>(point);
                  one.put(flag, value);
                  longer.add(one);
                }
              }
              points.clear();
              points.addAll(longer);
            });
    Map<String, Integer> named = new HashMap<>();
    points.forEach(point -> named.merge(name(point), 1, Integer::sum));
    List<Planned> runs = new ArrayList<>();
    for (Map<String, String> point : points) {
      String name = name(point);
      boolean own = named.getOrDefault(name, 0) == 1 && name.length() <= LONGEST_NAME;
      String folder = own ? name : abbreviated(name, point);
      Map<String, String> values = new LinkedHashMap<>(file.base());
      values.putAll(point);
      for (long seed : file.seeds()) {
        runs.add(
            new Planned(
                (folder.isEmpty() ? "" : folder + "_") + "seed-" + seed,
                new Setting(point),
                seed,
                values,
                dataRoot));
      }
    }
    return new SweepPlan(file, List.copyOf(runs));
  }

  /** Such as {@code strategy-fedprox-0.1_partition-dirichlet-0.1}. */
  private static String name(Map<String, String> point) {
    List<String> parts = new ArrayList<>();
    point.forEach(
        (flag, value) ->
            parts.add(
                flag + "-" + value.replaceAll(".*/(?=.)", "").replaceAll("[^A-Za-z0-9.+]+", "-")));
    return String.join("_", parts);
  }

  private static String abbreviated(String name, Map<String, String> point) {
    String digest = Sha256.hex(point.toString().getBytes(StandardCharsets.UTF_8));
    return name.substring(0, Math.min(name.length(), LONGEST_NAME))
        + "_"
        + digest.substring(0, DIGITS);
  }

  /**
   * Reads the flags of every run as the command line does, and refuses what no run can have.
   *
   * @throws UserDataException naming the run, before anything has run
   */
  void check() {
    Map<Object, Planned> known = new HashMap<>();
    for (Planned run : runs) {
      SimulateCommand command = run.command(file.file(), Map.of());
      Planned twin = known.putIfAbsent(command.settings(), run);
      if (twin != null) {
        throw new UserDataException(
            "sweep: %s: %s and %s have equal settings (expected: settings that differ)"
                .formatted(file.file(), twin.setting().label(), run.setting().label()));
      }
      try {
        command.check();
      } catch (UserDataException e) {
        String message = String.valueOf(e.getMessage());
        throw new UserDataException(
            "sweep: %s: %s: %s%s"
                .formatted(
                    file.file(),
                    run.setting().label(),
                    message,
                    file.quotes(run.setting().values(), message)),
            e);
      }
    }
  }

  /**
   * Refuses data that is not there: every run would fail. Runs that have ended need none.
   *
   * @param dir folder of the sweep, which may not exist yet
   * @throws UserDataException naming the data, before anything has run
   */
  void requireData(Path dir) {
    for (Planned run : runs) {
      if (!Files.exists(dir.resolve(run.name()).resolve(RunFolder.SUMMARY))) {
        DataOptions data = run.command(file.file(), Map.of()).data();
        requireThere(data.data);
        if (data.testData != null) {
          requireThere(data.testData);
        }
      }
    }
  }

  private void requireThere(String source) {
    try {
      PictureSets.requireThere(source);
    } catch (UserDataException e) {
      Path root = runs.get(0).dataRoot();
      throw new UserDataException(
          "sweep: %s: %s%s"
              .formatted(
                  file.file(),
                  e.getMessage(),
                  root == null ? "" : "; it is not in --data-root %s either".formatted(root)),
          e);
    }
  }

  /**
   * Refuses other settings than those with which runs of the same names began.
   *
   * @param before what the folder's copy of the file asked for
   */
  void requireSame(SweepPlan before) {
    Map<String, Planned> was = new HashMap<>();
    before.runs.forEach(run -> was.put(run.name(), run));
    for (Planned run : runs) {
      Planned old = was.get(run.name());
      String flag = old == null ? "" : changed(old.values(), run.values());
      if (old != null && !flag.isEmpty()) {
        throw new UserDataException(
            "sweep: %s says %s, and %s was begun with %s (expected: the same settings to go on, or another --out)"
                .formatted(
                    file.file(),
                    said(flag, run.values()),
                    before.file.file().toAbsolutePath().getParent(),
                    said(flag, old.values())));
      }
    }
  }

  /** Names of the runs that another plan has not. */
  List<String> without(SweepPlan other) {
    Set<String> kept = other.runs.stream().map(Planned::name).collect(Collectors.toSet());
    return runs.stream().map(Planned::name).filter(name -> !kept.contains(name)).toList();
  }

  private static String changed(Map<String, String> old, Map<String, String> fresh) {
    Map<String, String> all = new LinkedHashMap<>(old);
    all.putAll(fresh);
    return all.keySet().stream()
        .filter(flag -> !SweepFile.BASE_ALONE.contains(flag))
        .filter(flag -> !Objects.equals(old.get(flag), fresh.get(flag)))
        .findFirst()
        .orElse("");
  }

  private static String said(String flag, Map<String, String> values) {
    String value = values.get(flag);
    return value == null ? "no " + flag : flag + " " + value;
  }
}
