package dev.headwater.simulations.hostile;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.simulations.hostile.attack.Attack;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Clients in this process, on the caller's own thread, of which some attack the run in every round;
 * also with a size that they only claim. Without masks.
 */
public final class AttackedCohort implements Cohort {
  private final LocalCohort clients;
  private final SortedMap<String, Integer> population = new TreeMap<>();

  /**
   * A cohort in which some clients attack.
   *
   * @param honest the examples of all clients by name, as they would be without attackers
   * @param attack what attackers do
   * @param count how many attack, at most as many as there are
   * @param seed of the choice who does
   */
  public AttackedCohort(
      SortedMap<String, ClientExamples> honest, Attack attack, int count, long seed) {
    Roles roles =
        AttackPlan.always(attack, new Who.Count(count), seed).on(new TreeSet<>(honest.keySet()));
    clients =
        new LocalCohort(
            honest, Runnable::run, new InMemory(), null, PlannedConduct.simulated(roles, honest));
    honest.forEach(
        (name, data) -> {
          int own = data.train().units();
          population.put(name, roles.attackers().contains(name) ? attack.claim(own) : own);
        });
  }

  @Override
  public void requireAble(RunSettings settings) {
    clients.requireAble(settings);
  }

  @Override
  public SortedMap<String, Integer> population(int round) {
    return new TreeMap<>(population);
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    return clients.gather(task, aggregator);
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return clients.evaluate(task);
  }
}
