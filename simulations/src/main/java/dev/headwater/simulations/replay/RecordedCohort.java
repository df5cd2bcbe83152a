package dev.headwater.simulations.replay;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.cohorts.Parallel;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.simulations.replay.kept.KeptContributions;
import dev.headwater.simulations.replay.participation.Participation;
import dev.headwater.simulations.replay.participation.RecordedRound;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a networked run as they took part in it: the same ones can be asked in every
 * round, and the same answers count. Who dropped out or was refused does so again, without its
 * reason; masks are left out, because they cancel.
 */
public final class RecordedCohort implements Cohort {
  private final Participation who;
  private final SortedMap<String, ClientExamples> data;
  private final Executor executor;
  private final @Nullable AnswerCheck check;
  private final @Nullable Path folder;
  private final InMemory memory = new InMemory();

  /**
   * @param who took part
   * @param data examples by client; may lack some
   * @param executor runs the training
   * @param check of the answers; null where another run than the recorded one is computed
   * @param folder of the run, which may have kept answers; null where they are of no use
   */
  RecordedCohort(
      Participation who,
      SortedMap<String, ClientExamples> data,
      Executor executor,
      @Nullable AnswerCheck check,
      @Nullable Path folder) {
    this.folder = folder;
    this.who = who;
    this.data = new TreeMap<>(data);
    this.executor = executor;
    this.check = check;
  }

  /**
   * {@return the clients of a recorded run, for a run with other settings}
   *
   * @param who took part, in which rounds
   * @param data examples by client, of everybody that a round counted
   * @param executor runs the training
   * @throws UserDataException if the data of a client is missing
   */
  public static Cohort inAnotherRun(
      Participation who, SortedMap<String, ClientExamples> data, Executor executor) {
    List<String> missing = who.counted().stream().filter(name -> !data.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new UserDataException(
          "data: none of client %s (expected: of everybody that the recorded run counted, as what these clients answer to other settings is not recorded)"
              .formatted(String.join(", ", missing)));
    }
    return new RecordedCohort(who, data, executor, null, null);
  }

  @Override
  public void requireAble(RunSettings settings) {}

  /** As live clients did: a round that was paid and lost was not asked again. */
  @Override
  public boolean answersMaskedOnce() {
    return true;
  }

  @Override
  public SortedMap<String, Integer> population(int round) {
    return recorded(round).available();
  }

  private RecordedRound recorded(int round) {
    RecordedRound found = who.round(round);
    if (found == null) {
      throw new QuorumNotMetException(
          "round %d is not in the audit log (expected: rounds up to %d, of which it says who took part)"
              .formatted(round, who.rounds().isEmpty() ? 0 : who.rounds().lastKey()));
    }
    return found;
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    RecordedRound round = recorded(task.round());
    if (check != null) {
      check.begin(round, task);
    }
    if (round.whyNoSum() != null) {
      return Aggregate.aborted(task, round.whyNoSum(), List.of(), 0, 0);
    }
    List<Callable<Answer>> turns = new ArrayList<>();
    for (String client : counted(round, task)) {
      ClientExamples own = data.get(client);
      if (own != null) {
        turns.add(() -> answer(client, own, task));
      }
    }
    List<Answer> answers = new ArrayList<>(Parallel.all(executor, turns));
    if (check != null) {
      answers.addAll(kept(round, task));
      check.end(round, task, answers);
    }
    Aggregate sum = task.masking() == null ? open(task, aggregator, answers) : bare(task, answers);
    if (task.train().keepsMemory()) {
      answers.stream()
          .filter(one -> one.computed() && one.sent().isPresent())
          .forEach(one -> memory.store(one.client(), task.round(), one.memory()));
    }
    return sum;
  }

  /** Of those whose data is not here. */
  private List<Answer> kept(RecordedRound round, RoundTask task) {
    List<Answer> kept = new ArrayList<>();
    List<String> lacking =
        round.counted().keySet().stream().filter(name -> !data.containsKey(name)).toList();
    if (lacking.isEmpty() || folder == null) {
      return kept;
    }
    KeptContributions contributions = new KeptContributions(folder, round);
    for (String client : lacking) {
      try {
        Contribution sent = contributions.of(client, task.train());
        if (sent != null) {
          kept.add(Answer.kept(sent));
        }
      } catch (IllegalArgumentException e) {
        kept.add(Answer.none(client, String.valueOf(e.getMessage())));
      }
    }
    return kept;
  }

  /** In the recorded run those that it counted; in another one those of them that it may count. */
  private List<String> counted(RecordedRound round, RoundTask task) {
    return check != null || task.topUp()
        ? List.copyOf(round.counted().keySet())
        : round.counted().keySet().stream().filter(task.cohort()::contains).toList();
  }

  private Answer answer(String client, ClientExamples own, RoundTask task) {
    try {
      ClientRound done =
          ClientRound.perform(
              client,
              own.train(),
              own.heldOut(),
              task.train(),
              memory.load(client, task.memoryOf(client)));
      if (task.masking() != null) {
        var unused = MaskedSum.encode(done.contribution(), task.train()); // refuses what diverged
      }
      return Answer.of(client, done);
    } catch (IllegalArgumentException e) {
      return Answer.none(client, String.valueOf(e.getMessage()));
    }
  }

  /** As a coordinator gathers: anybody who could be asked may contribute. */
  private static Aggregate open(RoundTask task, Aggregator aggregator, List<Answer> answers) {
    Set<String> members = new TreeSet<>(task.cohort());
    answers.forEach(one -> members.add(one.client()));
    Gathering gathering = new Gathering(task.among(List.copyOf(members)), aggregator);
    for (Answer one : answers) {
      one.sent()
          .ifPresentOrElse(gathering::offer, () -> gathering.refuse(one.client(), one.problem()));
    }
    return gathering.close(0, 0);
  }

  /** The integers under the masks, added without any. */
  private static Aggregate bare(RoundTask task, List<Answer> answers) {
    long[] sum = new long[task.train().schema().length()];
    SortedSet<String> contributors = new TreeSet<>();
    for (Answer one : answers) {
      if (one.sent().isPresent()) {
        long[] units = MaskedSum.encode(one.sent().get(), task.train());
        for (int j = 0; j < sum.length; j++) {
          sum[j] += units[j];
        }
        contributors.add(one.client());
      }
    }
    return MaskedSum.decode(task, sum, contributors, List.of(), 0, 0);
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    SortedMap<String, ClientExamples> there = new TreeMap<>(data);
    there.keySet().retainAll(recorded(task.round()).available().keySet());
    return new LocalCohort(there, executor, memory, null).evaluate(task);
  }
}
