package dev.headwater.simulations.comparison;

import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.text.Csv;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A comparison for other programs: JSON with everything, and CSV with a line a setting. */
public final class ComparisonFiles {
  /** Figures of a setting, by the name of their columns. */
  private static final Map<String, ToDoubleFunction<Trial>> FIGURES = figures();

  private final Comparison comparison;

  /**
   * The files of a comparison.
   *
   * @param comparison of at least one setting
   */
  public ComparisonFiles(Comparison comparison) {
    this.comparison = comparison;
  }

  private static Map<String, ToDoubleFunction<Trial>> figures() {
    Map<String, ToDoubleFunction<Trial>> figures = new LinkedHashMap<>();
    figures.put("accuracy", Trial::accuracy);
    figures.put("best_accuracy", Trial::best);
    figures.put("loss", Trial::loss);
    figures.put("rounds", trial -> trial.rounds().size());
    figures.put("bytes_up", Trial::bytesUp);
    figures.put("rounds_to_target", Trial::roundsToTarget);
    figures.put("bytes_up_to_target", Trial::bytesToTarget);
    figures.put("seconds", Trial::seconds);
    return figures;
  }

  /**
   * {@return the whole comparison as an object for {@link Json}} Unknown numbers are null; shares
   * are in [0, 1], bytes and seconds are whole amounts.
   *
   * @param type what the object is, such as {@code sweep}
   * @param more keys in front of the comparison's
   */
  public Map<String, Object> json(String type, Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("type", type);
    all.put("format", 1);
    all.putAll(more);
    all.put("settings", comparison.groups().stream().map(ComparisonFiles::group).toList());
    all.put(
        "differences",
        comparison.verdicts().stream()
            .flatMap(verdict -> verdict.differences().stream())
            .map(ComparisonFiles::difference)
            .toList());
    all.put(
        "answers",
        comparison.verdicts().stream()
            .map(verdict -> Map.of("where", verdict.heading(), "sentences", verdict.sentences()))
            .toList());
    all.put("notes", comparison.notes());
    return all;
  }

  private static Map<String, Object> group(Group group) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("setting", group.setting().values());
    FIGURES.forEach(
        (name, figure) ->
            group.over(figure).ifPresent(estimate -> json.put(name, estimate(estimate))));
    json.put("target", group.target() == null ? Map.of() : target(group));
    json.put("curve", group.curve().stream().map(ComparisonFiles::point).toList());
    json.put("runs", group.trials().stream().map(ComparisonFiles::run).toList());
    json.put("failed", group.failures().stream().map(ComparisonFiles::failure).toList());
    return json;
  }

  private static Map<String, Object> target(Group group) {
    return Map.of(
        "until", String.valueOf(group.target()),
        "reached", group.reached(),
        "runs", group.trials().size());
  }

  private static Map<String, Object> failure(Group.Failure failure) {
    return Map.of("seed", failure.seed(), "sentence", failure.sentence());
  }

  private static Map<String, @Nullable Object> estimate(Estimate estimate) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("n", estimate.n());
    json.put("mean", Json.finite(estimate.mean()));
    json.put("deviation", Json.finite(estimate.deviation()));
    json.put("lower", Json.finite(estimate.lower()));
    json.put("upper", Json.finite(estimate.upper()));
    return json;
  }

  private static Map<String, @Nullable Object> point(Group.Point point) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("round", point.round());
    json.putAll(estimate(point.accuracy()));
    return json;
  }

  private static Map<String, @Nullable Object> run(Trial trial) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    RoundRecord end = trial.end();
    json.put("seed", trial.seed());
    json.put("folder", trial.folder());
    json.put("outcome", trial.outcome());
    FIGURES.forEach((name, figure) -> json.put(name, Json.finite(figure.applyAsDouble(trial))));
    json.put("digest", end.digest());
    return json;
  }

  private static Map<String, @Nullable Object> difference(Difference difference) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("ahead", difference.ahead().values());
    json.put("behind", difference.behind().values());
    json.put("metric", difference.metric().name().toLowerCase(Locale.ROOT));
    json.put("gain", estimate(difference.gain()));
    json.put("p", Json.finite(difference.gain().p()));
    json.put("p_holm", Json.finite(difference.holm()));
    json.put("told_apart", difference.toldApart());
    json.put("same_digests", difference.sameDigests());
    return json;
  }

  /** {@return a line for every setting, below a header; unknown numbers are empty} */
  public String csv() {
    List<String> keys = keys();
    List<String> head = new ArrayList<>(keys);
    head.addAll(List.of("runs", "failed", "reached_target"));
    for (String name : FIGURES.keySet()) {
      head.addAll(List.of(name, name + "_deviation", name + "_lower", name + "_upper"));
    }
    StringBuilder csv = new StringBuilder(line(head));
    for (Group group : comparison.groups()) {
      List<String> fields = settings(group, keys);
      fields.add(String.valueOf(group.trials().size()));
      fields.add(String.valueOf(group.failures().size()));
      fields.add(group.target() == null ? "" : String.valueOf(group.reached()));
      for (ToDoubleFunction<Trial> figure : FIGURES.values()) {
        Optional<Estimate> known = group.over(figure);
        fields.add(known.map(e -> number(e.mean())).orElse(""));
        fields.add(known.map(e -> number(e.deviation())).orElse(""));
        fields.add(known.map(e -> number(e.lower())).orElse(""));
        fields.add(known.map(e -> number(e.upper())).orElse(""));
      }
      csv.append(line(fields));
    }
    return csv.toString();
  }

  /** {@return a line for every round of every run, below a header: what data frames want} */
  public String roundsCsv() {
    List<String> keys = keys();
    List<String> head = new ArrayList<>(keys);
    head.addAll(
        List.of("seed", "round", "accuracy", "loss", "train_loss", "bytes_up", "bytes_down"));
    StringBuilder csv = new StringBuilder(line(head));
    for (Group group : comparison.groups()) {
      for (Trial trial : group.trials()) {
        for (RoundRecord round : trial.rounds()) {
          List<String> fields = settings(group, keys);
          fields.add(String.valueOf(trial.seed()));
          fields.add(String.valueOf(round.round()));
          fields.add(number(round.evalAccuracy()));
          fields.add(number(round.evalLoss()));
          fields.add(number(round.trainLoss()));
          fields.add(String.valueOf(round.bytesUp()));
          fields.add(String.valueOf(round.bytesDown()));
          csv.append(line(fields));
        }
      }
    }
    return csv.toString();
  }

  private List<String> keys() {
    return comparison.groups().stream()
        .flatMap(group -> group.setting().values().keySet().stream())
        .distinct()
        .toList();
  }

  private static List<String> settings(Group group, List<String> keys) {
    return keys.stream()
        .map(key -> group.setting().values().getOrDefault(key, ""))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String number(@Nullable Double value) {
    return value == null || value.isNaN() ? "" : String.format(Locale.ROOT, "%.6g", value);
  }

  private static String line(List<String> fields) {
    return Csv.line(fields) + "\n";
  }
}
