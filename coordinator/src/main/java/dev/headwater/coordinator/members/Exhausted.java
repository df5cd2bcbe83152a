package dev.headwater.coordinator.members;

import dev.headwater.learning.rounds.QuorumNotMetException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Clients that say that they have answered at the parameters of a masked run as often as they will.
 * Until a sum changes the parameters they are not asked while enough others are there: their rounds
 * would give no sum either. A client that joins again is asked again. Used by the run's own thread,
 * under the cohort's lock.
 *
 * <p>Guarantee: who says so and lies costs a round no more than who says nothing in it. The run
 * ends for it only where at least half of those that the last round asked say so, or where the
 * coordinator has seen of each of them an answer at these parameters that no sum came of.
 * Adversary: fewer than half of the clients.
 */
public final class Exhausted {
  private final SortedMap<String, Member> members = new TreeMap<>();

  /** Clients with a masked input at these parameters that is in no sum. */
  private final Set<String> spent = new HashSet<>();

  private Set<String> asked = Set.of();

  /**
   * A masked round that is over.
   *
   * @param sum whether it gave one
   * @param asked the clients that were asked
   * @param answered those whose masked inputs were accepted
   * @param said those that said that they answer no more
   */
  public record Round(
      boolean sum, Set<String> asked, Collection<String> answered, Collection<String> said) {}

  /** Takes note of a round. */
  public void record(Round round, EnrolledClients enrolled) {
    asked = round.asked();
    if (round.sum()) {
      members.clear();
      spent.clear();
      return;
    }
    spent.addAll(round.answered());
    members.keySet().removeAll(round.answered()); // asked again, they answered after all
    for (String name : round.said()) {
      Member member = enrolled.live(name);
      if (member != null) {
        members.put(name, member);
      }
    }
  }

  /**
   * The clients that may be asked: without those that answer no more, unless too few are left then.
   *
   * @param needed contributions that a sum needs
   * @throws QuorumNotMetException if too few clients are left because of those that answer no more,
   *     and they are believed
   */
  public SortedMap<String, Integer> others(EnrolledClients enrolled, int needed) {
    members.values().removeIf(member -> !member.equals(enrolled.live(member.name())));
    SortedMap<String, Integer> all = enrolled.population();
    SortedMap<String, Integer> others = new TreeMap<>(all);
    others.keySet().removeAll(members.keySet());
    if (members.isEmpty() || others.size() >= needed) {
      return others;
    }
    if (!believed()) {
      return all;
    }
    throw new QuorumNotMetException(
        "no further sum is possible: %s answered at these parameters as often as --max-repeats lets them, and %d of %d clients that a sum needs are left (expected: rounds that give sums; see why the last ones gave none, start these clients again with a larger --max-repeats, and continue with --resume)"
            .formatted(
                EnrolledClients.named(List.copyOf(members.keySet())), others.size(), needed));
  }

  private boolean believed() {
    long half = members.keySet().stream().filter(asked::contains).count();
    return 2 * half >= asked.size() || spent.containsAll(members.keySet());
  }
}
