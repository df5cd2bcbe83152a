package dev.headwater.simulations.hostile;

import dev.headwater.simulations.hostile.attack.Attack;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who attacks a run, in which rounds, and how. The same plan and the same clients give the same
 * attackers.
 *
 * @param seed draws the attackers where a line does not name them
 * @param lines in their order
 */
public record AttackPlan(long seed, List<Line> lines) {

  /**
   * A plan.
   *
   * @param seed any number
   * @param lines copied
   */
  public AttackPlan {
    lines = List.copyOf(lines);
  }

  /**
   * One attack.
   *
   * @param attack what they do
   * @param who does it
   * @param from first round, 1-based
   * @param to last round
   */
  public record Line(Attack attack, Who who, int from, int to) {
    /**
     * An attack in these rounds.
     *
     * @param attack what they do
     * @param who does it
     * @param from at least 1
     * @param to at least {@code from}
     * @throws IllegalArgumentException for other rounds
     */
    public Line {
      if (from < 1 || to < from) {
        throw new IllegalArgumentException(
            "rounds: %d to %d (expected: a first round of at least 1, and a last one that is not before it)"
                .formatted(from, to));
      }
    }
  }

  /**
   * {@return a plan of one attack in all rounds}
   *
   * @param attack what they do
   * @param who does it
   * @param seed draws them
   */
  public static AttackPlan always(Attack attack, Who who, long seed) {
    return new AttackPlan(seed, List.of(new Line(attack, who, 1, Integer.MAX_VALUE)));
  }

  /**
   * {@return the plan for these clients}
   *
   * @param clients names of all
   * @throws IllegalArgumentException if it names others, or gives a client two attacks in a round
   */
  public Roles on(SortedSet<String> clients) {
    List<Roles.Role> roles = new ArrayList<>();
    for (Line line : lines) {
      roles.add(
          new Roles.Role(line.attack(), line.who().of(clients, seed), line.from(), line.to()));
    }
    return new Roles(clients.size(), roles);
  }

  /**
   * {@return the plan for a client process, which knows its own name alone}
   *
   * @param client its name
   * @throws IllegalArgumentException if a line does not name its clients, this one is not among
   *     them, or an attack needs to know how many there are
   */
  public Roles alone(String client) {
    SortedSet<String> named = new TreeSet<>();
    for (Line line : lines) {
      if (!(line.who() instanceof Who.Named who)) {
        throw new IllegalArgumentException(
            "%s: attackers are drawn (expected: 'clients' with their names; a client process does not know the others)"
                .formatted(line.attack().words()));
      }
      named.addAll(who.names());
    }
    if (!named.contains(client)) {
      throw new IllegalArgumentException(
          "client %s is not in the plan (expected: one of %s)"
              .formatted(client, String.join(", ", named)));
    }
    Roles all = on(named);
    Roles mine = all.alone(client);
    if (mine.needsCrowd()) {
      throw new IllegalArgumentException(
          "alie: no z (expected: a number; a client process does not know how many clients there are)");
    }
    return mine;
  }
}
