package dev.headwater.coordinator;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.WatchCodec;
import dev.headwater.proto.codec.Work;
import dev.headwater.secagg.SecAggAborted;
import dev.headwater.secagg.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are enrolled over the network.
 *
 * <p>One thread, the run's, calls the public methods and waits in them; the network's threads come
 * in through the {@link Desk}. They meet under one lock, {@link Changes}, and nothing that takes
 * long happens under it.
 */
public final class RemoteCohort implements Cohort {
  private final CoordinatorConfig config;
  private final Timer timer;
  private final Changes changes;
  private final Roster roster;
  private final Desk desk;
  private final CohortMeters meters;
  private final Announcer announcer;
  private final StatusBoard board;
  private SortedMap<String, Integer> population = new TreeMap<>();
  private boolean begun;

  RemoteCohort(
      CoordinatorConfig config,
      RunDescription run,
      WaitingListener waiting,
      CohortMeters meters,
      Timer timer) {
    this.config = config;
    this.timer = timer;
    this.meters = meters;
    this.changes = new Changes();
    this.roster = new Roster(run, config.minClients());
    this.announcer = new Announcer(waiting, meters, timer, changes, roster);
    this.desk = new Desk(changes, roster, announcer, meters, timer);
    this.board = new StatusBoard(changes, desk, config, timer);
  }

  Desk desk() {
    return desk;
  }

  StatusBoard board() {
    return board;
  }

  /**
   * The run's class names: those that the run description fixed, or, where it fixed none, the
   * sorted union of what the first clients brought. Waits until they are there; the head cannot be
   * made before.
   *
   * @throws QuorumNotMetException if waiting has a limit and it passed
   */
  public List<String> awaitLabels() throws InterruptedException {
    awaitClients(config.minClients(), () -> roster.run().labelsFixed());
    return changes.locked(() -> roster.run().labels());
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    changes.change(roster::forgetGone);
    // Once the run has begun it needs no more than a quorum: who is gone may never return.
    int needed = begun ? config.quorum() : config.minClients();
    awaitClients(needed, () -> roster.missing(needed) == null);
    begun = true;
    population = changes.locked(roster::population);
    return Collections.unmodifiableSortedMap(population);
  }

  private void awaitClients(int needed, BooleanSupplier over) throws InterruptedException {
    try (var limit = Deadline.in(timer, config.quorumTimeout(), changes::signal)) {
      await(
          () -> {
            if (over.getAsBoolean()) {
              return true;
            }
            if (limit.passed()) {
              throw new QuorumNotMetException(
                  "%s after %s (expected: %d clients; start more, or lower --min-clients or --quorum)"
                      .formatted(roster.missing(needed), shown(config.quorumTimeout()), needed));
            }
            return false;
          },
          () -> roster.missing(needed));
    }
  }

  @Override
  public Aggregate gather(RoundTask task) throws InterruptedException {
    Masking masking = task.masking();
    return masking == null ? gatherOpen(task) : gatherMasked(task, masking);
  }

  /** Step by step, each until everybody has taken it or its deadline has passed. */
  private Aggregate gatherMasked(RoundTask task, Masking masking) throws InterruptedException {
    String runId = changes.locked(() -> roster.run().runId());
    SecureRound round;
    try {
      round = new SecureRound(runId, task, masking, config.trusted(), Desk.MAX_PARTIAL_BYTES);
    } catch (IllegalArgumentException e) {
      return SecureRound.impossible(task, String.valueOf(e.getMessage()));
    }
    try {
      for (Stage stage : Stage.values()) {
        Collection<String> asked = round.begin(stage);
        List<Member> present =
            changes.locked(
                () -> {
                  desk.begin(round);
                  return roster.present(asked);
                });
        try (var deadline = Deadline.in(timer, config.deadline(), changes::signal)) {
          present.forEach(round::push);
          await(
              () -> round.complete() || deadline.passed(),
              () -> round.gap(name -> roster.live(name) != null));
        }
      }
      return round.finish();
    } catch (SecAggAborted e) {
      return round.abort(String.valueOf(e.getMessage()));
    } finally {
      round.stop();
      changes.change(() -> desk.end(round));
    }
  }

  private Aggregate gatherOpen(RoundTask task) throws InterruptedException {
    var round = new TrainingRound(task, population, Desk.MAX_PARTIAL_BYTES);
    announcer.hideCohort(WatchCodec.secretCohort(task) ? round.number() : 0);
    int need = Math.min(config.quorum(), task.cohort().size());
    List<Member> asked =
        changes.locked(
            () -> {
              desk.begin(round);
              return roster.present(task.cohort());
            });
    try (var deadline = Deadline.in(timer, config.deadline(), changes::signal);
        var limit = Deadline.in(timer, config.quorumTimeout(), changes::signal);
        var nextTopUp = Deadline.in(timer, config.deadline(), changes::signal)) {
      asked.forEach(round::push);
      await(
          () -> {
            boolean allAnswered = round.allAnswered();
            if (round.counted() >= need && (allAnswered || deadline.passed())) {
              return true;
            }
            if (limit.passed()) {
              throw new QuorumNotMetException(
                  "round %d: %d of %d needed contributions after %s (expected: the quorum; start more clients, or lower --quorum)"
                      .formatted(
                          round.number(), round.counted(), need, shown(config.quorumTimeout())));
            }
            if (task.topUp() && (allAnswered || nextTopUp.passed())) {
              topUp(task, round);
              nextTopUp.restart();
            }
            return false;
          },
          () -> gap(round, need, deadline.passed()));
      return round.close();
    } finally {
      announcer.hideCohort(0);
      round.stop();
      changes.change(() -> desk.end(round));
    }
  }

  /** Asks as many others as have not answered, if only some of the population was asked. */
  private void topUp(RoundTask task, TrainingRound round) {
    List<String> others =
        population.keySet().stream()
            .filter(name -> !round.isInvited(name) && roster.live(name) != null)
            .toList();
    if (!others.isEmpty()) {
      int wanted = Math.max(1, task.cohort().size() - round.counted());
      List<String> chosen =
          CohortSelection.select(
              others,
              new CohortSize.Count(wanted),
              Lottery.keyed(task.train().seed()),
              round.number());
      round.invite(chosen);
      roster.present(chosen).forEach(round::push);
    }
  }

  /** What a round waits for beyond its usual course, or null. */
  private @Nullable String gap(TrainingRound round, int need, boolean late) {
    boolean somebodyWorks = round.anyMissing(name -> roster.live(name) != null);
    if (!somebodyWorks && round.anyMissing(name -> true)) {
      return "round %d: waiting for clients that are gone to return: %s (%d of %d needed are counted)"
          .formatted(round.number(), named(round.missing()), round.counted(), need);
    }
    return late || round.allAnswered()
        ? "round %d: %d of %d needed contributions, waiting for %s"
            .formatted(round.number(), round.counted(), need, named(round.missing()))
        : null;
  }

  @Override
  public SortedMap<String, Evaluation> evaluate(int round, Parameters parameters)
      throws InterruptedException {
    int classes = Head.of(parameters.layout()).classes();
    List<Member> asked =
        changes.locked(
            () -> roster.live().stream().filter(member -> member.numHeldOut() > 0).toList());
    SortedMap<String, Integer> heldOut = new TreeMap<>();
    asked.forEach(member -> heldOut.put(member.name(), member.numHeldOut()));
    var evaluation = new EvaluationRound(new Work.Evaluate(round, parameters), classes, heldOut);
    List<Member> present =
        changes.locked(
            () -> {
              desk.begin(evaluation);
              return roster.present(heldOut.keySet());
            });
    try (var deadline = Deadline.in(timer, config.evaluationDeadline(), changes::signal)) {
      present.forEach(member -> evaluation.push(member.outbox(), meters::down));
      await(() -> evaluation.complete() || deadline.passed(), () -> null);
      return evaluation.close();
    } finally {
      evaluation.close();
      changes.change(() -> desk.end(evaluation));
    }
  }

  /** Waits until {@code over}; both are asked under the lock after every change. */
  private void await(BooleanSupplier over, Supplier<@Nullable String> reason)
      throws InterruptedException {
    while (true) {
      List<@Nullable String> sentence = new ArrayList<>();
      long seen =
          changes.locked(
              () -> {
                boolean done = over.getAsBoolean();
                sentence.add(done ? null : reason.get());
                return done ? -1L : changes.count();
              });
      announcer.waiting(sentence.get(0));
      if (seen < 0) {
        return;
      }
      changes.awaitAfter(seen);
    }
  }

  static String named(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : "%s and %d more".formatted(String.join(", ", names.subList(0, 3)), names.size() - 3);
  }

  private static String shown(@Nullable Duration duration) {
    return duration == null ? "ever" : duration.toMillis() / 1000.0 + " s";
  }
}
