package dev.headwater.simulations.hostile;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.Past;
import dev.headwater.simulations.hostile.attack.Turn;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients of which some attack as a plan says, and the others are honest. Safe for concurrent turns
 * of different clients. What attackers have seen before is in this object: a run that is resumed
 * has attackers without a past.
 */
public final class PlannedConduct implements Conduct {
  private final Roles roles;
  private final SortedSet<String> attackers;
  private final Knowledge knowledge;
  private final Map<String, Past> pasts = new ConcurrentHashMap<>();

  private PlannedConduct(Roles roles, Knowledge knowledge) {
    this.roles = roles;
    this.attackers = roles.attackers();
    this.knowledge = knowledge;
  }

  /**
   * {@return the conduct of simulated clients, whose attackers see what honest ones upload}
   *
   * @param roles the plan for these clients
   * @param clients all of them
   */
  public static PlannedConduct simulated(Roles roles, SortedMap<String, ClientExamples> clients) {
    SortedMap<String, ClientExamples> honest = new TreeMap<>(clients);
    honest.keySet().removeAll(roles.attackers());
    return new PlannedConduct(roles, new Knowledge.OfAll(honest));
  }

  /**
   * {@return the conduct of a client process, which knows its own examples alone}
   *
   * @param roles the plan for this client
   */
  public static PlannedConduct alone(Roles roles) {
    return new PlannedConduct(roles, new Knowledge.OfOwn());
  }

  @Override
  public Optional<ClientRound> answer(
      String client, Examples examples, Examples heldOut, TrainTask task, NamedVectors memory) {
    if (!attackers.contains(client)) {
      return HONEST.answer(client, examples, heldOut, task, memory);
    }
    Past past = pasts.computeIfAbsent(client, name -> new Past(roles.longest()));
    past.saw(task);
    Attack attack = roles.of(client, task.round());
    if (attack == null) {
      return HONEST.answer(client, examples, heldOut, task, memory).map(past::keep);
    }
    return attack.answer(
        new Turn(
            client,
            examples,
            heldOut,
            task,
            memory,
            past,
            roles.crowd(task.round()),
            () -> knowledge.of(client, examples, task)));
  }
}
