package dev.headwater.simulations.comparison;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs with the accuracies that a test wants. */
public final class Trials {
  private Trials() {}

  /** Such as {@code setting("strategy", "fedavg", "lr", "0.1")}. */
  public static Setting setting(String... flagsAndValues) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < flagsAndValues.length; i += 2) {
      values.put(flagsAndValues[i], flagsAndValues[i + 1]);
    }
    return new Setting(values);
  }

  /** Runs of one setting with seeds from 1 on, of which each ends with one of the accuracies. */
  public static Group group(Setting setting, double... accuracies) {
    return group(setting, "split", accuracies);
  }

  /** The same whose pictures were dealt out in another way. */
  public static Group group(Setting setting, String split, double... accuracies) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < accuracies.length; i++) {
      trials.add(trial(setting, i + 1, split, null, accuracies[i] / 2, accuracies[i]));
    }
    return new Group(setting, trials, List.of());
  }

  /** A run with these accuracies by round. */
  public static Trial trial(
      Setting setting, long seed, String split, @Nullable Integer reached, double... rounds) {
    List<RoundRecord> records = new ArrayList<>();
    for (int i = 0; i < rounds.length; i++) {
      records.add(round(i + 1, rounds[i], setting.label() + "/" + seed));
    }
    return new Trial(
        setting,
        seed,
        "runs/" + seed,
        RunOutcome.DONE,
        records,
        reached == null
            ? null
            : new SummaryRecord.Reached("accuracy=0.9", reached, 100L * reached, 0L, 1.0),
        "pictures",
        "tests",
        split + seed,
        false);
  }

  /** The same runs, scored on these test pictures. */
  static Group scoredOn(String tests, Group group) {
    return each(group, trial -> with(trial, trial.data(), tests, trial.split(), trial.live()));
  }

  /** The same runs with live clients, of whose pictures nothing is known. */
  static Group live(Group group) {
    return each(group, trial -> with(trial, "live", trial.tests(), "unknown", true));
  }

  private static Group each(Group group, UnaryOperator<Trial> change) {
    return new Group(group.setting(), group.trials().stream().map(change).toList(), List.of());
  }

  private static Trial with(Trial trial, String data, String tests, String split, boolean live) {
    return new Trial(
        trial.setting(),
        trial.seed(),
        trial.folder(),
        trial.outcome(),
        trial.rounds(),
        trial.target(),
        data,
        tests,
        split,
        live);
  }

  private static RoundRecord round(int round, double accuracy, String digest) {
    return new RoundRecord(
        round,
        4,
        4,
        0,
        null,
        1 - accuracy,
        accuracy,
        null,
        40,
        100,
        200,
        0.5,
        null,
        null,
        digest,
        null,
        null);
  }
}
