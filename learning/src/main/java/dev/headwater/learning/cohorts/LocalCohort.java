package dev.headwater.learning.cohorts;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.clients.PersonalHead;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All clients in this process: a round is one method call per client, spread over the executor's
 * threads. The result does not depend on the number of threads.
 */
public final class LocalCohort implements Cohort {
  private final SortedMap<String, ClientExamples> clients;
  private final SortedMap<String, Integer> population;
  private final Executor executor;
  private final ClientMemory memory;
  private final @Nullable MaskedRounds masks;
  private final Conduct conduct;

  /**
   * A cohort of these clients.
   *
   * @param clients their examples by name; copied
   * @param executor runs the training; {@code Runnable::run} for the caller's own thread
   * @param memory what clients keep between rounds
   * @param masks runs masked rounds; null if there are none
   */
  public LocalCohort(
      SortedMap<String, ClientExamples> clients,
      Executor executor,
      ClientMemory memory,
      @Nullable MaskedRounds masks) {
    this(clients, executor, memory, masks, Conduct.HONEST);
  }

  /**
   * A cohort of clients of which some may attack; those do without masks.
   *
   * @param clients their examples by name; copied
   * @param executor runs the training; {@code Runnable::run} for the caller's own thread
   * @param memory what clients keep between rounds
   * @param masks runs masked rounds; null if there are none
   * @param conduct how clients answer
   */
  public LocalCohort(
      SortedMap<String, ClientExamples> clients,
      Executor executor,
      ClientMemory memory,
      @Nullable MaskedRounds masks,
      Conduct conduct) {
    this.conduct = conduct;
    this.clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    this.executor = executor;
    this.memory = memory;
    this.masks = masks;
    var sizes = new TreeMap<String, Integer>();
    clients.forEach((name, data) -> sizes.put(name, data.train().units()));
    this.population = Collections.unmodifiableSortedMap(sizes);
  }

  /**
   * A cohort on the caller's own thread, with memory in this process and without masks.
   *
   * @param clients their examples by name; copied
   */
  public LocalCohort(SortedMap<String, ClientExamples> clients) {
    this(clients, Runnable::run, new InMemory(), null);
  }

  @Override
  public void requireAble(RunSettings settings) {
    if (settings.masking() != null && masks == null) {
      throw noMasks();
    }
    if (settings.masking() != null && !conduct.equals(Conduct.HONEST)) {
      throw new IllegalArgumentException(
          "secure aggregation: attackers behind masks (expected: none; their contributions are not seen)");
    }
  }

  private static IllegalArgumentException noMasks() {
    return new IllegalArgumentException(
        "secure aggregation: this cohort has no masks (expected: one that was given some)");
  }

  @Override
  public SortedMap<String, Integer> population(int round) {
    return population;
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    Map<String, NamedVectors> next = new ConcurrentHashMap<>();
    Masking masking = task.masking();
    Aggregate aggregate =
        masking == null ? open(task, aggregator, next) : masked(task, masking, next);
    if (task.train().keepsMemory()) {
      next.forEach((client, vectors) -> memory.store(client, task.round(), vectors));
    }
    return aggregate;
  }

  private Aggregate open(RoundTask task, Aggregator aggregator, Map<String, NamedVectors> next)
      throws InterruptedException {
    Gathering gathering = new Gathering(task, aggregator);
    List<Callable<Boolean>> turns = new ArrayList<>();
    for (String client : task.cohort()) {
      turns.add(() -> turn(client, task, gathering, next));
    }
    Parallel.all(executor, turns);
    Payload payload = Payload.of(task);
    int counted = gathering.size();
    return requireSome(
        task,
        counted,
        gathering.close(payload.up() * counted, payload.down() * task.cohort().size()));
  }

  /**
   * {@return the aggregate, of an unmasked round}
   *
   * @param task the round's task
   * @param counted the number of clients in the aggregate
   * @param aggregate of their contributions
   * @throws QuorumNotMetException if none was counted of those that were asked, and the run may
   *     tell
   */
  public static Aggregate requireSome(RoundTask task, int counted, Aggregate aggregate) {
    // Whether every client's training diverged is data: under a promise the round continues, with
    // noise only.
    boolean mayTell = task.train().protection().client() == null;
    if (mayTell && !task.cohort().isEmpty() && counted == 0) {
      throw new QuorumNotMetException(
          "round %d: none of %d contributions was counted, the first because of %s (where values are too large the training has diverged: lower --lr)"
              .formatted(
                  task.round(),
                  task.cohort().size(),
                  aggregate.refusals().isEmpty()
                      ? "silence"
                      : aggregate.refusals().get(0).reason()));
    }
    return aggregate;
  }

  /** Whether the client has answered at all. */
  private boolean turn(
      String client, RoundTask task, Gathering gathering, Map<String, NamedVectors> next) {
    ClientExamples data = data(client);
    Optional<ClientRound> done;
    try {
      NamedVectors before = memory.load(client, task.memoryOf(client));
      done = conduct.answer(client, data.train(), data.heldOut(), task.trainOf(client), before);
    } catch (IllegalArgumentException e) {
      gathering.refuse(client, String.valueOf(e.getMessage()));
      return true;
    }
    done.ifPresent(
        answer -> {
          next.put(client, answer.memory());
          gathering.offer(answer.contribution());
        });
    return done.isPresent();
  }

  private Aggregate masked(RoundTask task, Masking masking, Map<String, NamedVectors> next)
      throws InterruptedException {
    if (masks == null) {
      throw noMasks();
    }
    return masks.gather(
        task,
        masking,
        client -> {
          ClientRound done = perform(client, task);
          next.put(client, done.memory());
          return MaskedSum.encode(done.contribution(), task.train());
        },
        executor);
  }

  private ClientRound perform(String client, RoundTask task) {
    ClientExamples data = data(client);
    return ClientRound.perform(
        client,
        data.train(),
        data.heldOut(),
        task.trainOf(client),
        memory.load(client, task.memoryOf(client)));
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    Model model = task.model();
    List<String> judges =
        clients.keySet().stream().filter(client -> data(client).heldOut().size() > 0).toList();
    SortedMap<String, Evaluation> global =
        scored(judges, client -> model.score(task.parameters(), data(client).heldOut()));
    SortedMap<String, Evaluation> personal =
        scored(
            judges,
            client ->
                PersonalHead.score(
                    model, memory, client, task.memoryOf(client), data(client).heldOut()));
    return new ClientScores(global, personal);
  }

  /** Clients that give null are left out. */
  private SortedMap<String, Evaluation> scored(
      List<String> judges, Function<String, @Nullable Evaluation> score)
      throws InterruptedException {
    List<Callable<Optional<Evaluation>>> turns = new ArrayList<>();
    for (String client : judges) {
      turns.add(() -> Optional.ofNullable(score.apply(client)));
    }
    List<Optional<Evaluation>> scores = Parallel.all(executor, turns);
    SortedMap<String, Evaluation> byClient = new TreeMap<>();
    for (int i = 0; i < judges.size(); i++) {
      String client = judges.get(i);
      scores.get(i).ifPresent(found -> byClient.put(client, found));
    }
    return byClient;
  }

  private ClientExamples data(String client) {
    ClientExamples data = clients.get(client);
    if (data == null) {
      throw new IllegalArgumentException(
          "client: %s (expected: one of this cohort)".formatted(client));
    }
    return data;
  }
}
