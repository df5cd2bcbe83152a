package dev.headwater.simulations.comparison;

import dev.headwater.simulations.statistics.Holm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Several settings side by side.
 *
 * @param groups in the order in which they are shown
 * @param parts the settings that have a run, by data and split
 * @param verdicts one for each set of settings that had the same data, dealt out in the same way,
 *     and share a seed
 * @param notes what was not compared and why, as sentences
 */
public record Comparison(
    List<Group> groups, List<Part> parts, List<Verdict> verdicts, List<String> notes) {

  /**
   * Copies the lists.
   *
   * @param groups in their order
   * @param parts in their order
   * @param verdicts in their order
   * @param notes as sentences
   */
  public Comparison {
    groups = List.copyOf(groups);
    parts = List.copyOf(parts);
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
    List<Part> parts = alike.stream().map(Part::new).toList();
    return new Comparison(groups, parts, adjusted(verdicts), notes(parts));
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
  private static List<String> notes(List<Part> parts) {
    SortedMap<Likeness, Set<Part>> reasons = new TreeMap<>();
    for (int i = 0; i < parts.size(); i++) {
      for (int j = i + 1; j < parts.size(); j++) {
        Part a = parts.get(i);
        Part b = parts.get(j);
        Likeness why = Likeness.of(a.groups().get(0), b.groups().get(0));
        if (!why.isYes()) {
          Set<Part> apart = reasons.computeIfAbsent(why, reason -> new LinkedHashSet<>());
          apart.add(a);
          apart.add(b);
        }
      }
    }
    return reasons.entrySet().stream().map(one -> one.getKey().sentence(one.getValue())).toList();
  }
}
