package dev.headwater.simulations.attacks;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Clients in this process of which some attack the run in every round. All works without client
 * memory and without masks.
 */
public final class AttackedCohort implements Cohort {
  private final SortedMap<String, ClientExamples> clients = new TreeMap<>();
  private final SortedMap<String, Integer> population = new TreeMap<>();
  private final SortedSet<String> attackers;
  private final Attack attack;
  private final LocalCohort scorers;

  /**
   * A cohort in which these clients attack.
   *
   * @param honest the examples of all clients by name, as they would be without attackers
   * @param attackers some of them; may be empty
   * @param attack what they do
   * @param classes number of classes
   */
  public AttackedCohort(
      SortedMap<String, ClientExamples> honest,
      SortedSet<String> attackers,
      Attack attack,
      int classes) {
    this.attackers = new TreeSet<>(attackers);
    this.attack = attack;
    this.scorers = new LocalCohort(honest);
    honest.forEach(
        (name, data) -> {
          boolean attacks = attackers.contains(name);
          int size = data.train().size();
          population.put(name, attacks ? attack.claim(size) : size);
          clients.put(
              name,
              attacks
                  ? new ClientExamples(attack.examples(data.train(), classes), data.heldOut())
                  : data);
        });
  }

  /**
   * {@return some of these clients, drawn at random}
   *
   * @param clients names of all
   * @param count how many attack, at most as many as there are
   * @param seed of the choice
   */
  public static SortedSet<String> attackers(SortedSet<String> clients, int count, long seed) {
    String[] names = clients.toArray(String[]::new);
    int[] order = IntStream.range(0, names.length).toArray();
    KeyedRandom.of(seed, 0, "attackers", Purpose.PARTITION).shuffle(order);
    SortedSet<String> chosen = new TreeSet<>();
    Arrays.stream(order).limit(count).forEach(i -> chosen.add(names[i]));
    return chosen;
  }

  @Override
  public void requireAble(RunSettings settings) {
    if (settings.masking() != null) {
      throw new IllegalArgumentException(
          "secure aggregation: attackers behind masks (expected: none; their contributions are not seen)");
    }
  }

  @Override
  public SortedMap<String, Integer> population(int round) {
    return new TreeMap<>(population);
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) {
    if (task.train().keepsMemory()) {
      throw new IllegalArgumentException(
          "work: %s keeps memory (expected: a strategy and a compression without, where clients attack)"
              .formatted(task.train().work().name()));
    }
    Gathering gathering = new Gathering(task, aggregator);
    for (String client : task.cohort()) {
      offer(client, task, gathering);
    }
    return gathering.close(0, 0);
  }

  private void offer(String client, RoundTask task, Gathering gathering) {
    ClientExamples data = clients.get(client);
    if (data == null) {
      throw new IllegalArgumentException(
          "client: %s (expected: one of this cohort)".formatted(client));
    }
    try {
      Contribution own =
          ClientRound.perform(client, data.train(), data.heldOut(), task.train(), NamedVectors.NONE)
              .contribution();
      gathering.offer(attackers.contains(client) ? attack.contribution(own, task.train()) : own);
    } catch (IllegalArgumentException e) {
      gathering.refuse(client, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return scorers.evaluate(task);
  }
}
