package dev.headwater.simulations.comparison.page;

import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Accuracy by round, a line and a band for each setting, with a legend that needs no colours. */
final class Curves {
  /** So many hues are told apart by everybody; more lines differ by their dashes as well. */
  private static final int HUES = 6;

  private static final List<String> DASHES = List.of("", "7 4", "2 3", "9 3 2 3");

  /** Of more lines nobody could follow one. */
  private static final int MOST = HUES * DASHES.size() / 2;

  private final List<Group> all;
  private final List<Group> shown;

  private final String id;
  private final Set<String> said;

  /**
   * @param id of the chart on its page
   * @param said flag names that the heading above says
   */
  Curves(String id, List<Group> groups, Set<String> said) {
    this.id = id;
    this.said = said;
    this.all = groups.stream().filter(group -> !group.curve().isEmpty()).toList();
    this.shown =
        all.size() <= MOST
            ? all
            : all.stream()
                .sorted(Comparator.comparingDouble(group -> -mean(group, Trial::accuracy)))
                .limit(MOST)
                .toList();
  }

  private static double mean(Group group, ToDoubleFunction<Trial> figure) {
    return group.over(figure).map(Estimate::mean).orElse(Double.NEGATIVE_INFINITY);
  }

  String html() {
    if (shown.isEmpty()) {
      return Html.about("No run has a score to show by round.");
    }
    StringBuilder words = new StringBuilder("Lines are means over seeds");
    boolean banded = shown.stream().anyMatch(group -> group.trials().size() > 1);
    words.append(banded ? "; bands are 95 % intervals of the mean." : ".");
    if (shown.size() < all.size()) {
      words.append(
          " Shown are the %d most accurate of %s."
              .formatted(shown.size(), Quantities.count(all.size(), "setting")));
    }
    if (shown.stream().anyMatch(Group::endsApart)) {
      words.append(" Runs of one setting ended at different rounds: its line ends with the first.");
    }
    StringBuilder keys = new StringBuilder("<ul class=\"keys\">\n");
    for (int i = 0; i < shown.size(); i++) {
      keys.append(
          "<li><svg width=\"34\" height=\"8\" aria-hidden=\"true\"><line x1=\"1\" x2=\"33\" y1=\"4\" y2=\"4\" style=\"stroke:var(--k%s);stroke-width:2.5;stroke-dasharray:%s\"/></svg>%s</li>\n"
              .formatted(
                  String.valueOf(i % HUES),
                  dash(i).isEmpty() ? "none" : dash(i),
                  Html.escape(shown.get(i).setting().without(said))));
    }
    return Html.about(words.toString())
        + Html.canvas(id, "Line chart of accuracy by round. " + words, 340)
        + keys
        + "</ul>\n";
  }

  /** Neighbours differ in hue; the second time round they differ in dashes. */
  private static String dash(int i) {
    return DASHES.get((i + i / HUES * 2) % DASHES.size());
  }

  /** What the script draws; empty for nothing. */
  Optional<Map<String, Object>> data() {
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> rounds =
        shown.stream()
            .flatMap(group -> group.curve().stream().map(Group.Point::round))
            .distinct()
            .sorted()
            .toList();
    List<Map<String, Object>> lines = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      Map<Integer, Estimate> at = new HashMap<>();
      shown.get(i).curve().forEach(point -> at.put(point.round(), point.accuracy()));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("label", shown.get(i).setting().without(said));
      line.put("hue", i % HUES);
      line.put(
          "dash",
          dash(i).isEmpty()
              ? List.of()
              : List.of(dash(i).split(" ")).stream().map(Integer::valueOf).toList());
      line.put("mean", values(rounds, at, Estimate::mean));
      line.put("lower", values(rounds, at, Estimate::lower));
      line.put("upper", values(rounds, at, Estimate::upper));
      lines.add(line);
    }
    return Optional.of(Map.of("id", id, "rounds", rounds, "lines", lines));
  }

  private static List<@Nullable Double> values(
      List<Integer> rounds, Map<Integer, Estimate> at, ToDoubleFunction<Estimate> value) {
    return rounds.stream()
        .map(at::get)
        .<@Nullable Double>map(
            known -> known == null ? null : Json.finite(value.applyAsDouble(known)))
        .toList();
  }
}
