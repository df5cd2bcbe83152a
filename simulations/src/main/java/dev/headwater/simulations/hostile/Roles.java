package dev.headwater.simulations.hostile;

import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.Collusion;
import dev.headwater.simulations.hostile.attack.Crowd;
import dev.headwater.simulations.hostile.attack.OldAnswer;
import dev.headwater.simulations.output.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A plan for the clients of a run, each of whom has at most one attack in a round.
 *
 * @param clients number of all clients, 0 if it is not known
 * @param roles attacks and who does them
 */
public record Roles(int clients, List<Role> roles) {

  /**
   * One attack of some clients.
   *
   * @param attack what they do
   * @param names who they are
   * @param from first round
   * @param to last round
   */
  public record Role(Attack attack, SortedSet<String> names, int from, int to) {
    private boolean in(int round) {
      return from <= round && round <= to;
    }

    private String rounds() {
      if (to == Integer.MAX_VALUE) {
        return from == 1 ? "in every round" : "from round %d on".formatted(from);
      }
      return "in rounds %d to %d".formatted(from, to);
    }
  }

  /**
   * Refuses clients with two attacks in a round.
   *
   * @param clients at least 0
   * @param roles copied
   * @throws IllegalArgumentException if a client has two
   */
  public Roles {
    roles = List.copyOf(roles);
    for (int i = 0; i < roles.size(); i++) {
      for (int k = i + 1; k < roles.size(); k++) {
        requireApart(roles.get(i), roles.get(k));
      }
    }
  }

  private static void requireApart(Role one, Role other) {
    int round = Math.max(one.from(), other.from());
    if (round > Math.min(one.to(), other.to())) {
      return;
    }
    for (String name : one.names()) {
      if (other.names().contains(name)) {
        throw new IllegalArgumentException(
            "client %s has two attacks in round %d: %s, and %s (expected: one; give 'clients' by name, or other rounds)"
                .formatted(name, round, one.attack().words(), other.attack().words()));
      }
    }
  }

  /** {@return the names of all that ever attack} */
  public SortedSet<String> attackers() {
    SortedSet<String> all = new TreeSet<>();
    roles.forEach(role -> all.addAll(role.names()));
    return all;
  }

  /** {@return all attacks} */
  public List<Attack> attacks() {
    return roles.stream().map(Role::attack).distinct().toList();
  }

  @Nullable Attack of(String client, int round) {
    for (Role role : roles) {
      if (role.in(round) && role.names().contains(client)) {
        return role.attack();
      }
    }
    return null;
  }

  Crowd crowd(int round) {
    SortedSet<String> attacking = new TreeSet<>();
    roles.stream().filter(role -> role.in(round)).forEach(role -> attacking.addAll(role.names()));
    return new Crowd(clients, attacking.size());
  }

  /** {@return how many rounds back an attack looks} */
  int longest() {
    return roles.stream()
        .mapToInt(role -> role.attack() instanceof OldAnswer.Stale stale ? stale.age() : 0)
        .max()
        .orElse(0);
  }

  /** {@return whether an attack depends on how many clients there are} */
  boolean needsCrowd() {
    return attacks().stream().anyMatch(a -> a instanceof Collusion.Alie alie && alie.z() == null);
  }

  Roles alone(String client) {
    List<Role> own = new ArrayList<>();
    for (Role role : roles) {
      if (role.names().contains(client)) {
        own.add(
            new Role(
                role.attack(), new TreeSet<>(java.util.Set.of(client)), role.from(), role.to()));
      }
    }
    return new Roles(0, own);
  }

  /** {@return a sentence for every attack} */
  public List<String> sentences() {
    return roles.stream()
        .map(
            role ->
                "Attack: %s, by %s%s, %s: %s."
                    .formatted(
                        role.attack().words(),
                        Quantities.count(role.names().size(), "client"),
                        clients == 0 ? "" : " of " + Quantities.count(clients),
                        role.rounds(),
                        shown(role.names())))
        .toList();
  }

  private static String shown(SortedSet<String> names) {
    return String.join(", ", names.stream().limit(12).toList())
        + (names.size() > 12 ? " and %d more".formatted(names.size() - 12) : "");
  }
}
