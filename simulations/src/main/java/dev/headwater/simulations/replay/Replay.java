package dev.headwater.simulations.replay;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Scorer;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.ImpossibleRoundException;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.stopping.BestSoFar;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.replay.kept.ComparedConduct;
import dev.headwater.simulations.replay.participation.Participation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a recorded run again by the same loop, and compares every round with its record. It stops at
 * the first round whose parameters differ, because all later ones differ for that reason.
 */
public final class Replay {
  private final RecordedRun run;
  private final List<ReplayPart> parts;
  private final @Nullable Scorer testSet;
  private final RoundComparison comparison;
  private final IntConsumer progress;
  private final Findings findings;
  private final List<RoundRecord> computed = new ArrayList<>();
  private final ReplayLedger ledger;
  private @Nullable ServerState state;

  private Replay(
      RecordedRun run,
      List<ReplayPart> parts,
      @Nullable Scorer testSet,
      RoundComparison comparison,
      IntConsumer progress,
      Findings findings) {
    this.run = run;
    this.parts = parts;
    this.ledger = new ReplayLedger(LedgerFile.read(run.dir()).entries());
    this.testSet = testSet;
    this.comparison = comparison;
    this.progress = progress;
    this.findings = findings;
  }

  /**
   * {@return what differs in a run of simulated clients} Under secure noise nothing is computed:
   * neither noise nor the secret cohorts are recorded.
   *
   * @param run as recorded
   * @param parts its rounds, in order; more than one if it went on with other settings
   * @param testSet the run's own, null if it had none
   * @param progress told the number of every round that was computed
   * @throws InterruptedException if this thread is interrupted
   */
  public static ReplayResult simulated(
      RecordedRun run, List<ReplayPart> parts, @Nullable Scorer testSet, IntConsumer progress)
      throws InterruptedException {
    Findings findings = new Findings();
    if (parts.stream().anyMatch(ReplayPart::secure)) {
      findings.unchecked(
          "No round: secure noise and the cohorts drawn under it are recorded nowhere, and a simulation keeps no digests of answers (a run with --noise-source seeded can be computed again).");
      return new ReplayResult(
          List.of(), run.rounds().size(), 0, findings.differences(), findings.unchecked());
    }
    RoundComparison all = new RoundComparison(true, testSet != null, keepsCosts(run));
    return new Replay(run, parts, testSet, all, progress, findings).result();
  }

  /**
   * {@return what differs in a run of live clients}
   *
   * @param run as recorded
   * @param parts its rounds, in order; their cohorts are not asked
   * @param who took part in which round, from its audit log
   * @param data examples by client; of some it may be missing
   * @param executor runs the training
   * @param testSet the run's own, null if it had none
   * @param progress told the number of every round that was computed
   * @throws InterruptedException if this thread is interrupted
   */
  public static ReplayResult networked(
      RecordedRun run,
      List<ReplayPart> parts,
      Participation who,
      SortedMap<String, ClientExamples> data,
      Executor executor,
      @Nullable Scorer testSet,
      IntConsumer progress)
      throws InterruptedException {
    Findings findings = new Findings();
    if (testSet == null) {
      findings.unchecked(
          "Accuracy and loss of evaluation: they are of whoever answered in time, which the record does not say.");
    }
    // Then the cohorts drawn here are others, and their turns.
    boolean secure = parts.stream().anyMatch(ReplayPart::secure);
    AnswerCheck check = new AnswerCheck(findings, secure, run.rounds().size());
    Cohort cohort = new RecordedCohort(who, data, executor, check, run.dir());
    return new Replay(
            run,
            parts.stream().map(part -> part.with(unscored(part.settings()), cohort)).toList(),
            testSet,
            new RoundComparison(false, testSet != null, !secure && keepsCosts(run)),
            progress,
            findings)
        .result();
  }

  /**
   * {@return the rounds of a run with other settings}
   *
   * @param settings of the other run
   * @param cohort the recorded run's clients, with {@link RecordedCohort#inAnotherRun its
   *     participation} where they were live
   * @param testSet null for none
   * @param progress told the number of every round that was computed
   * @throws InterruptedException if this thread is interrupted
   */
  public static List<RoundRecord> whatIf(
      RunSettings settings, Cohort cohort, @Nullable Scorer testSet, IntConsumer progress)
      throws InterruptedException {
    List<RoundRecord> rounds = new ArrayList<>();
    RoundListener keep =
        report -> {
          rounds.add(RoundRecord.of(report));
          progress.accept(report.round());
        };
    try {
      federation(settings, cohort, testSet, keep, new ReplayLedger(List.of()), List.of()).run();
    } catch (BudgetSpentException e) {
      return rounds; // a run may end so
    }
    return rounds;
  }

  private static Federation federation(
      RunSettings settings,
      Cohort cohort,
      @Nullable Scorer testSet,
      RoundListener listener,
      ReplayLedger ledger,
      List<LedgerEntry> past) {
    return new Federation(
        settings, ledger, past, cohort, testSet, List.of(listener), System::nanoTime);
  }

  private static RunSettings unscored(RunSettings settings) {
    return settings.but().scoring(EvaluateClients.NEVER).build();
  }

  /** A round that was repeated after a resumption was paid for twice. */
  private static boolean keepsCosts(RecordedRun run) {
    return LedgerFile.read(run.dir()).entries().stream()
        .noneMatch(LedgerEntry.Resumed.class::isInstance);
  }

  private ReplayResult result() throws InterruptedException {
    int recorded = run.rounds().size();
    try {
      for (ReplayPart part : parts) {
        compute(part);
      }
      requireAll("config.yaml asks for no more");
    } catch (ReplayEndsException e) {
      // found, unchecked, or the end of the record
    } catch (BudgetSpentException | QuorumNotMetException | ImpossibleRoundException e) {
      requireAll("it cannot be computed: " + e.getMessage());
    }
    compareCosts();
    return new ReplayResult(
        computed, recorded, findings.answers(), findings.differences(), findings.unchecked());
  }

  /** The rounds of one part, from where the part before has ended, start by start. */
  private void compute(ReplayPart part) throws InterruptedException {
    int last = 0;
    while (last < part.last() && last <= computed.size()) {
      last = ledger.end(computed.size() + 1, part.last());
      compute(part, last);
    }
  }

  private void compute(ReplayPart part, int last) throws InterruptedException {
    RunSettings settings = part.settings();
    int first = computed.size() + 1;
    BestSoFar best = settings.stopping().begin();
    computed.forEach(round -> best.saw(round.round(), round.evalAccuracy(), round.evalLoss()));
    try {
      federation(
              settings,
              new UpTo(part.cohort(), last),
              testSet,
              report -> compare(part, report),
              ledger,
              ledger.past(first))
          .run(state == null ? settings.start() : state, first, best);
    } catch (ReplayEndsException e) {
      if (computed.size() < last) {
        throw e;
      }
    }
  }

  private void requireAll(String why) {
    if (computed.size() < run.rounds().size()) {
      findings.differs(computed.size() + 1, null, "the record has it, and " + why);
    }
  }

  private void compare(ReplayPart part, RoundReport report) {
    RoundRecord now = RoundRecord.of(report);
    RoundRecord was = run.rounds().get(computed.size());
    compareAnswers(part.answers(), now.round());
    comparison.differences(was, now).forEach(what -> findings.differs(now.round(), null, what));
    if (!was.digest().equals(now.digest())) {
      throw new ReplayEndsException();
    }
    computed.add(now);
    state = report.state();
    progress.accept(now.round());
  }

  private void compareAnswers(@Nullable ComparedConduct answers, int round) {
    if (answers != null) {
      findings.equalAnswers(answers.equal(round));
      SortedMap<String, String> differing = answers.differing(round);
      if (!differing.isEmpty()) {
        String first = differing.firstKey();
        findings.differs(round, first, differing.getOrDefault(first, ""));
      }
    }
  }

  /** What the ledger says that rounds cost, beside what they cost by the same settings. */
  private void compareCosts() {
    if (!comparison.costs()) {
      return;
    }
    List<LedgerEntry.Paid> was = LedgerEntry.paid(LedgerFile.read(run.dir()).entries());
    List<LedgerEntry.Paid> now = ledger.paid();
    for (int i = 0; i < Math.min(was.size(), now.size()); i++) {
      if (!was.get(i).equals(now.get(i))) {
        findings.differs(
            now.get(i).round(),
            null,
            "it costs %s, and ledger.jsonl says %s".formatted(now.get(i), was.get(i)));
        return;
      }
    }
  }
}
