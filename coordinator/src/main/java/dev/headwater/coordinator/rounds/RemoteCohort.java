package dev.headwater.coordinator.rounds;

import dev.headwater.coordinator.audit.AuditTrail;
import dev.headwater.coordinator.concurrent.Changes;
import dev.headwater.coordinator.concurrent.Deadline;
import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.coordinator.members.Absences;
import dev.headwater.coordinator.members.Announcer;
import dev.headwater.coordinator.members.EnrolledClients;
import dev.headwater.coordinator.members.Exhausted;
import dev.headwater.coordinator.members.Member;
import dev.headwater.coordinator.members.NameKeys;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.coordinator.metrics.CohortMeters;
import dev.headwater.coordinator.rounds.timing.AnswerTimes;
import dev.headwater.coordinator.rounds.timing.Pauses;
import dev.headwater.coordinator.rounds.timing.RoundLimits;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.WatchCodec;
import dev.headwater.secagg.SecAggAborted;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.TrustedIdentities;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients enrolled over the network.
 *
 * <p>The run's thread alone calls the public methods and waits in them; the network's threads use
 * the {@link Dispatcher}. They share one lock, {@link Changes}, which is never held for long.
 */
public final class RemoteCohort implements Cohort {
  private final RoundLimits limits;
  private final TrustedIdentities trusted;
  private final Timer timer;
  private final Changes changes;
  private final EnrolledClients enrolled;
  private final Dispatcher dispatcher;
  private final CohortMeters meters;
  private final AuditTrail audit;
  private final Announcer announcer;
  private final AnswerTimes times;
  private final Pauses pauses = new Pauses();
  private final Absences absences = new Absences();
  private final Exhausted exhausted = new Exhausted();
  private SortedMap<String, Integer> population = new TreeMap<>();
  private int perSum = 1;
  private boolean begun;

  public RemoteCohort(
      RoundLimits limits,
      TrustedIdentities trusted,
      NameKeys names,
      RunDescription run,
      WaitingListener waiting,
      CohortMeters meters,
      AuditTrail audit,
      Timer timer) {
    this.limits = limits;
    this.times = new AnswerTimes(limits.deadline(), timer);
    this.trusted = trusted;
    this.timer = timer;
    this.meters = meters;
    this.audit = audit;
    this.changes = new Changes();
    this.enrolled = new EnrolledClients(run, limits.minClients(), names, meters);
    this.announcer = new Announcer(waiting, meters, timer, changes, enrolled);
    this.dispatcher = new Dispatcher(changes, enrolled, announcer, meters, audit, timer);
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Clients that join are told this, null for nothing, until the run waits or asks them. */
  public void preparing(@Nullable String sentence) {
    announcer.preparing(sentence);
  }

  /** The lock shared by this cohort's threads. */
  public Changes changes() {
    return changes;
  }

  /**
   * The run's class names: those of the run description or, if it has none, the sorted union of the
   * first clients' labels. Waits until they are known; the head cannot be created before.
   *
   * @throws QuorumNotMetException if the time limit for waiting passed
   */
  public List<String> awaitLabels() throws InterruptedException {
    awaitClients(limits.minClients(), () -> enrolled.run().labelsFixed());
    return changes.locked(() -> enrolled.run().labels());
  }

  /**
   * num_examples of the first clients, by name, once there are as many as the run needs; the run
   * has not begun.
   *
   * @throws QuorumNotMetException if the time limit for waiting passed
   */
  public SortedMap<String, Integer> awaitPopulation() throws InterruptedException {
    int needed = limits.minClients();
    awaitClients(needed, () -> enrolled.missing(needed) == null);
    return changes.locked(enrolled::population);
  }

  /** A masked run waits for as many clients as its masks need, whatever the quorum is. */
  @Override
  public void requireAble(RunSettings settings) {
    limits.requireNoGoal(settings.masking() != null || settings.promise() != null);
    Masking masking = settings.masking();
    perSum =
        masking == null
            ? 1
            : SecAggSetup.fewestClients(
                settings.cohort()::of,
                masking.dropouts(),
                masking.corrupt(),
                masking.minSurvivors());
  }

  @Override
  public boolean answersMaskedOnce() {
    return true;
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    pause(round);
    changes.change(enrolled::forgetGone);
    // A run that has begun needs only a quorum: clients that left may never return.
    int needed = Math.max(perSum, begun ? limits.quorum() : limits.minClients());
    awaitClients(needed, () -> enrolled.missing(needed) == null);
    begun = true;
    population = changes.locked(() -> absences.first(exhausted.others(enrolled, perSum), needed));
    audit.available(population);
    return Collections.unmodifiableSortedMap(population);
  }

  /** After a round without a sum, until the pause is over or somebody joins. */
  private void pause(int round) throws InterruptedException {
    Duration length = pauses.next();
    if (length.isZero()) {
      return;
    }
    long joined = changes.locked(enrolled::joins);
    try (var over = Deadline.in(timer, length, changes::signal)) {
      announcer.await(
          () -> over.passed() || enrolled.joins() != joined,
          () ->
              "round %d begins in %d s, or when a client joins; the last one gave no sum"
                  .formatted(round, length.toSeconds()));
    }
  }

  private void awaitClients(int needed, BooleanSupplier over) throws InterruptedException {
    try (var limit = Deadline.in(timer, limits.patience(), changes::signal)) {
      announcer.await(
          () -> {
            if (over.getAsBoolean()) {
              return true;
            }
            if (limit.passed()) {
              throw new QuorumNotMetException(
                  "%s after %s (expected: %d clients; start more, lower --min-clients or --quorum, or wait longer with --wait)"
                      .formatted(enrolled.missing(needed), shown(limits.patience()), needed));
            }
            return false;
          },
          () -> enrolled.missing(needed));
    }
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    Masking masking = task.masking();
    Aggregate aggregate =
        masking == null ? gatherOpen(task, aggregator) : gatherMasked(task, masking);
    pauses.record(aggregate.hasSum());
    audit.gathered(aggregate);
    return aggregate;
  }

  /** Step by step; each step lasts until everybody has taken it or its deadline has passed. */
  private Aggregate gatherMasked(RoundTask task, Masking masking) throws InterruptedException {
    String runId = changes.locked(() -> enrolled.run().runId());
    SecureRound round;
    try {
      round = new SecureRound(runId, task, masking, trusted, Dispatcher.MAX_PARTIAL_BYTES);
    } catch (IllegalArgumentException e) {
      return SecureRound.impossible(task, String.valueOf(e.getMessage()));
    }
    Aggregate aggregate = stepByStep(round);
    changes.change(() -> exhausted.record(round.heard(aggregate.hasSum()), enrolled));
    return aggregate;
  }

  private Aggregate stepByStep(SecureRound round) throws InterruptedException {
    @Nullable Duration cut = null; // the time after which clients were still at work
    try {
      for (Stage stage : Stage.values()) {
        Collection<String> asked = round.begin(stage);
        Duration length = times.deadline();
        List<Member> present =
            changes.locked(
                () -> {
                  dispatcher.begin(round, length);
                  return enrolled.present(asked);
                });
        if (stage == Stage.MASK) {
          times.began(round.number());
        }
        try (var deadline = Deadline.in(timer, length, changes::signal)) {
          present.forEach(round::push);
          announcer.await(
              () -> round.complete() || deadline.passed(),
              () -> round.gap(name -> enrolled.live(name) != null));
        }
        if (stage == Stage.MASK) { // the step in which clients train
          if (round.complete()) {
            round.heard(true).answered().forEach(name -> times.answered(name, round.number()));
          } else {
            cut = length;
          }
        }
      }
      return round.finish();
    } catch (SecAggAborted e) {
      if (cut != null) {
        times.tooShort(cut);
      }
      return round.abort(String.valueOf(e.getMessage()));
    } finally {
      round.stop();
      changes.change(() -> dispatcher.end(round));
    }
  }

  private Aggregate gatherOpen(RoundTask task, Aggregator aggregator) throws InterruptedException {
    boolean hidden = changes.locked(() -> enrolled.run().hidesNumExamples());
    var round =
        new TrainingRound(
            task, aggregator, population, hidden, Dispatcher.MAX_PARTIAL_BYTES, times);
    announcer.hideCohort(WatchCodec.secretCohort(task) ? round.number() : 0);
    var turnout =
        new Turnout(
            round,
            needed(task),
            limits.goal(task.train().work().everybody()),
            task.topUp() ? population.keySet() : Set.of(),
            enrolled);
    Duration length = times.deadline();
    times.began(round.number());
    List<Member> asked =
        changes.locked(
            () -> {
              dispatcher.begin(round, length);
              return enrolled.present(task.cohort());
            });
    try (var deadline = Deadline.in(timer, length, changes::signal);
        var limit = Deadline.in(timer, limits.patience(), changes::signal);
        var nextTopUp = Deadline.in(timer, length, changes::signal)) {
      asked.forEach(round::push);
      AtomicReference<@Nullable String> noSum = new AtomicReference<>();
      announcer.await(
          () -> {
            if (round.broken() || turnout.enough(deadline.passed())) {
              return true;
            }
            noSum.set(turnout.hopeless(deadline.passed(), limit.passed()));
            if (noSum.get() != null) {
              return true;
            }
            if (task.topUp() && (round.allAnswered() || nextTopUp.passed())) {
              topUp(task, round, turnout.others());
              nextTopUp.restart();
            }
            return false;
          },
          () -> turnout.gap(deadline.passed()));
      String given = noSum.get();
      Aggregate aggregate = given == null ? round.close() : round.giveUp(given);
      if (promisesNothing(task)) {
        absences.record(round.invited(), turnout.working());
      }
      return aggregate;
    } finally {
      announcer.hideCohort(0);
      round.stop();
      changes.change(() -> dispatcher.end(round));
    }
  }

  private static boolean promisesNothing(RoundTask task) {
    Protection protection = task.train().protection();
    return protection.client() == null && protection.example() == null;
  }

  /**
   * Contributions without which a round waits beyond its deadline: none under a promise of clipped
   * or noised ones. There it ends with what it has, noise over the fixed denominator included: one
   * that waited for a silent client would tell that this client was asked.
   */
  private int needed(RoundTask task) {
    boolean promised = task.train().protection().hidesScores();
    return promised ? 0 : Math.min(limits.quorum(), task.cohort().size());
  }

  /**
   * Asks as many other clients as have not answered, if only part of the population was asked:
   * nobody if the last of them has answered since this was decided.
   */
  private void topUp(RoundTask task, TrainingRound round, List<String> others) {
    int wanted = task.cohort().size() - round.counted();
    if (wanted > 0 && !others.isEmpty()) {
      List<String> chosen =
          CohortSelection.select(
              others,
              new CohortSize.Count(wanted),
              Lottery.keyed(task.train().seed()),
              round.number());
      audit.asked(task, chosen);
      round.invite(chosen);
      enrolled.present(chosen).forEach(round::push);
    }
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    SortedMap<String, Integer> heldOut = new TreeMap<>();
    changes
        .locked(() -> enrolled.live().stream().filter(m -> m.numHeldOut() > 0).toList())
        .forEach(member -> heldOut.put(member.name(), member.numHeldOut()));
    var evaluation = new EvaluationRound(task, heldOut);
    Duration length = limits.evaluationDeadline(times.deadline());
    List<Member> present =
        changes.locked(
            () -> {
              dispatcher.begin(evaluation, length);
              return enrolled.present(heldOut.keySet());
            });
    try (var deadline = Deadline.in(timer, length, changes::signal)) {
      present.forEach(member -> evaluation.push(member, meters::down));
      announcer.await(() -> evaluation.complete() || deadline.passed(), () -> null);
      return evaluation.close();
    } finally {
      evaluation.close();
      changes.change(() -> dispatcher.end(evaluation));
    }
  }

  @Override
  public List<TimedAnswer> takeAnswers() {
    return times.take();
  }

  private static String shown(@Nullable Duration duration) {
    return duration == null ? "ever" : duration.toMillis() / 1000.0 + " s";
  }
}
