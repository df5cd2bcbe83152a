package dev.headwater.simulations.comparison;

import dev.headwater.simulations.statistics.Holm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Several settings side by side.
 *
 * @param groups in the order in which they are shown
 * @param verdicts one for each set of settings that had the same data, dealt out in the same way,
 *     and share a seed
 * @param notes what was not compared and why, as sentences
 */
public record Comparison(List<Group> groups, List<Verdict> verdicts, List<String> notes) {

  /**
   * Copies the lists.
   *
   * @param groups in their order
   * @param verdicts in their order
   * @param notes as sentences
   */
  public Comparison {
    groups = List.copyOf(groups);
    verdicts = List.copyOf(verdicts);
    notes = List.copyOf(notes);
  }

  /**
   * {@return the comparison of some settings}
   *
   * @param groups in the order in which they are shown
   */
  public static Comparison of(List<Group> groups) {
    List<List<Group>> alike = new ArrayList<>();
    for (Group group : groups) {
      if (!group.trials().isEmpty()) {
        alike.stream()
            .filter(others -> others.stream().allMatch(other -> Likeness.of(group, other).isYes()))
            .findFirst()
            .orElseGet(
                () -> {
                  List<Group> fresh = new ArrayList<>();
                  alike.add(fresh);
                  return fresh;
                })
            .add(group);
      }
    }
    List<Verdict> verdicts = new ArrayList<>();
    alike.stream().filter(set -> set.size() > 1).map(Comparison::verdict).forEach(verdicts::add);
    return new Comparison(groups, adjusted(verdicts), notes(alike));
  }

  private static Verdict verdict(List<Group> set) {
    Metric metric = Metric.of(set);
    Predicate<Group> measured =
        group -> group.over(metric::of).filter(f -> f.n() == group.trials().size()).isPresent();
    List<Group> order =
        set.stream()
            .filter(measured)
            .sorted(
                Comparator.comparingDouble(
                    group -> -gain(group, metric).orElse(Double.NEGATIVE_INFINITY)))
            .toList();
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      for (int j = i + 1; j < order.size(); j++) {
        if (i == 0 || order.size() <= Verdict.EVERY_PAIR) {
          differences.add(Difference.of(order.get(i), order.get(j), metric));
        }
      }
    }
    return new Verdict(order.isEmpty() ? set : order, metric, differences);
  }

  /** The mean, larger where it is better. */
  private static OptionalDouble gain(Group group, Metric metric) {
    return group
        .over(metric::of)
        .map(figure -> metric == Metric.ACCURACY ? figure.mean() : -figure.mean())
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  /** All comparisons of a page are counted, whatever they are about. */
  private static List<Verdict> adjusted(List<Verdict> verdicts) {
    List<Double> p =
        verdicts.stream().flatMap(v -> v.differences().stream()).map(d -> d.gain().p()).toList();
    List<Double> holm = Holm.adjusted(p);
    List<Verdict> adjusted = new ArrayList<>();
    int at = 0;
    for (Verdict verdict : verdicts) {
      List<Difference> differences = new ArrayList<>();
      for (Difference difference : verdict.differences()) {
        differences.add(difference.adjusted(holm.get(at++)));
      }
      adjusted.add(new Verdict(verdict.groups(), verdict.metric(), differences));
    }
    return adjusted;
  }

  /** One sentence for each reason for which settings were not compared. */
  private static List<String> notes(List<List<Group>> alike) {
    Map<Likeness, String> reasons = new HashMap<>();
    for (int i = 0; i < alike.size(); i++) {
      for (int j = i + 1; j < alike.size(); j++) {
        Group a = alike.get(i).get(0);
        Group b = alike.get(j).get(0);
        Likeness why = Likeness.of(a, b);
        if (!why.isYes()) {
          reasons.putIfAbsent(why, why.sentence(a, b));
        }
      }
    }
    return reasons.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }
}
