package dev.headwater.simulations.comparison;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Settings whose runs had the same data, dealt out in the same way: only their figures can be told
 * from each other's.
 *
 * @param groups at least one, in the order in which they are shown
 */
public record Part(List<Group> groups) {
  private static final int LONGEST_NAME = 60;
  private static final int NAMED = 3;

  /**
   * Copies the list.
   *
   * @param groups at least one
   */
  public Part {
    groups = List.copyOf(groups);
  }

  /** {@return flag names of what all of these settings share, of what differs on the page} */
  public Set<String> shared() {
    return groups.get(0).setting().values().entrySet().stream()
        .filter(
            one ->
                groups.stream()
                    .allMatch(
                        group ->
                            Objects.equals(
                                group.setting().values().get(one.getKey()), one.getValue())))
        .map(one -> one.getKey())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@return what these settings share, such as {@code partition=dirichlet:0.1}; may be empty} */
  public String heading() {
    Set<String> shared = shared();
    return groups.get(0).setting().values().entrySet().stream()
        .filter(one -> shared.contains(one.getKey()))
        .map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(" "));
  }

  /** {@return a name in a sentence: what it is set to, or its folders where that is long} */
  String name() {
    String heading = heading();
    String name = heading.isEmpty() ? groups.get(0).setting().label() : heading;
    return name.length() <= LONGEST_NAME ? name : folders();
  }

  private String folders() {
    List<String> names =
        groups.stream()
            .flatMap(group -> group.trials().stream())
            .map(trial -> trial.folder().replaceAll(".*[/\\\\](?=.)", ""))
            .toList();
    return names.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "");
  }
}
