package dev.headwater.coordinator.members;

import dev.headwater.learning.rounds.QuorumNotMetException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Clients that have answered at the parameters of a masked run as often as they will. Until a sum
 * changes the parameters they are not asked: their rounds would give no sum either. A client that
 * joins again is asked again. Used by the run's own thread, under the cohort's lock.
 */
public final class Exhausted {
  private final SortedMap<String, Member> members = new TreeMap<>();

  /**
   * A masked round is over, with a sum or without: these clients have said that they answer no
   * more.
   */
  public void record(boolean sum, Collection<String> names, EnrolledClients enrolled) {
    if (sum) {
      members.clear();
      return;
    }
    for (String name : names) {
      Member member = enrolled.live(name);
      if (member != null) {
        members.put(name, member);
      }
    }
  }

  /**
   * The clients that may be asked.
   *
   * @param needed contributions that a sum needs
   * @throws QuorumNotMetException if too few clients are left because of those that answer no more
   */
  public SortedMap<String, Integer> others(EnrolledClients enrolled, int needed) {
    members.values().removeIf(member -> !member.equals(enrolled.live(member.name())));
    SortedMap<String, Integer> others = enrolled.population();
    others.keySet().removeAll(members.keySet());
    if (!members.isEmpty() && others.size() < needed) {
      throw new QuorumNotMetException(
          "no further sum is possible: %s answered at these parameters as often as --max-repeats lets them, and %d of %d clients that a sum needs are left (expected: rounds that give sums; see why the last ones gave none, start these clients again with a larger --max-repeats, and continue with --resume)"
              .formatted(
                  EnrolledClients.named(List.copyOf(members.keySet())), others.size(), needed));
    }
    return others;
  }
}
