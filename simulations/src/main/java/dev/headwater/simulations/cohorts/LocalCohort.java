package dev.headwater.simulations.cohorts;

import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.softmax.Scoring;
import dev.headwater.simulations.data.ClientData;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * All clients in this process: a round is a method call a client, spread over the worker threads.
 */
public final class LocalCohort implements Cohort {
  private final SortedMap<String, ClientData> clients;
  private final SortedMap<String, Integer> population;
  private final Workers workers;

  /** A cohort of these clients, by name. */
  public LocalCohort(SortedMap<String, ClientData> clients, Workers workers) {
    this.clients = clients;
    this.workers = workers;
    var sizes = new TreeMap<String, Integer>();
    clients.forEach((name, data) -> sizes.put(name, data.train().size()));
    this.population = Collections.unmodifiableSortedMap(sizes);
  }

  @Override
  public SortedMap<String, Integer> population(int round) {
    return population;
  }

  @Override
  public Aggregate gather(RoundTask task) throws InterruptedException {
    Masking masking = task.masking();
    if (masking != null) {
      return new MaskedGathering(task, client -> data(client).train(), workers).gather(masking);
    }
    Gathering gathering = new Gathering(task);
    workers.all(task.cohort().stream().map(client -> turn(client, task, gathering)).toList());
    long payload = 4L * task.train().parameters().size();
    Aggregate aggregate =
        gathering.close(payload * gathering.size(), payload * task.cohort().size());
    if (aggregate.contributors().isEmpty() && !task.cohort().isEmpty()) {
      throw new QuorumNotMetException(
          "round %d: none of %d contributions was counted, the first because of %s; the training has diverged (lower --lr)"
              .formatted(task.round(), task.cohort().size(), aggregate.refusals().get(0).reason()));
    }
    return aggregate;
  }

  private Callable<Receipt> turn(String client, RoundTask task, Gathering gathering) {
    return () -> gathering.offer(FedAvg.contribute(client, data(client).train(), task.train()));
  }

  @Override
  public SortedMap<String, Evaluation> evaluate(int round, Parameters parameters)
      throws InterruptedException {
    List<String> judges =
        clients.keySet().stream().filter(client -> data(client).heldOut().size() > 0).toList();
    List<Evaluation> scores =
        workers.all(
            judges.stream()
                .map(
                    client ->
                        (Callable<Evaluation>)
                            () -> Scoring.evaluate(parameters, data(client).heldOut()))
                .toList());
    SortedMap<String, Evaluation> byClient = new TreeMap<>();
    for (int i = 0; i < judges.size(); i++) {
      byClient.put(judges.get(i), scores.get(i));
    }
    return byClient;
  }

  private ClientData data(String client) {
    ClientData data = clients.get(client);
    if (data == null) {
      throw new IllegalArgumentException(
          "client: %s (expected: one of this cohort)".formatted(client));
    }
    return data;
  }
}
