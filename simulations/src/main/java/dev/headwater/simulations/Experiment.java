package dev.headwater.simulations;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.ImpossibleRoundException;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.cohorts.TestSetScorer;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.output.JsonLines;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.clients.ClientLines;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.EarlierRuns;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.simulations.report.ReportHtml;
import dev.headwater.simulations.unlearning.StatisticsKeeper;
import dev.headwater.simulations.view.RunView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run with its run folder, view and report. However the rounds end, the parameters learned so far
 * are written (none before the first sum), and the run has one outcome.
 */
public final class Experiment {
  private static final Logger LOG = LoggerFactory.getLogger(Experiment.class);

  private final RunFacts facts;
  private final RunFolder folder;
  private final RunView view;
  private final @Nullable JsonLines json;
  private final ModelWriter writer;
  private final @Nullable LedgerFile ledger;
  private final @Nullable Resumption resumption;
  private final String memoryId;
  private final @Nullable InMemory clients;
  private final String pictures;
  private final List<RoundListener> listeners = new ArrayList<>();
  private @Nullable ClientLines lines;
  private @Nullable Parameters latest;

  /** Writes the trained parameters into a run folder. */
  @FunctionalInterface
  public interface ModelWriter {
    /**
     * Writes the model's files.
     *
     * @param folder the run's folder
     * @param parameters the global parameters after the last completed round, before it the initial
     *     ones
     * @throws IOException if a file cannot be written; {@link Experiment#run} then throws it as an
     *     {@code UncheckedIOException}
     */
    void write(RunFolder folder, Parameters parameters) throws IOException;
  }

  /**
   * An experiment before its start.
   *
   * @param facts what is known of the run before its first round
   * @param folder the run's new or resumed folder; closed at the end of the run
   * @param view shows progress; {@link RunView#silent} shows none
   * @param json standard output as JSON lines, null for text output
   * @param writer called once when the rounds have ended, however they ended; not called if a new
   *     run ends before its first round
   * @param ledger the privacy ledger, null without a promise; the caller closes it
   * @param resumption the state to resume from, null for a new run
   * @param memoryId identifies the run in the memory of remote clients; kept in the checkpoint
   * @param clients the memory of simulated clients; null if clients keep it themselves
   * @param pictures digest of the training pictures, kept in the checkpoint; empty if clients keep
   *     them to themselves
   */
  public Experiment(
      RunFacts facts,
      RunFolder folder,
      RunView view,
      @Nullable JsonLines json,
      ModelWriter writer,
      @Nullable LedgerFile ledger,
      @Nullable Resumption resumption,
      String memoryId,
      @Nullable InMemory clients,
      String pictures) {
    this.facts = facts;
    this.folder = folder;
    this.view = view;
    this.json = json;
    this.writer = writer;
    this.ledger = ledger;
    this.resumption = resumption;
    this.memoryId = memoryId;
    this.clients = clients;
    this.pictures = pictures;
  }

  /**
   * Runs all rounds that are left, then writes the model, the summary and the report. An unexpected
   * exception is recorded as {@link RunOutcome#FAILED}, then rethrown; an interrupt of this thread
   * ends the rounds with {@link RunOutcome#INTERRUPTED}.
   *
   * @param settings of the whole run, the rounds before a resumption included
   * @param cohort where the clients run; stays open
   * @param testSet scores on the coordinator's own test set, null without one
   * @param more listeners to call before the run's own
   * @return how the rounds ended, never {@link RunOutcome#FAILED}
   * @throws UserDataException if the settings do not fit the ledger or the cohort, or a round is
   *     impossible with the available clients
   * @throws UncheckedIOException if a file of the run folder cannot be written
   */
  public RunOutcome run(
      RunSettings settings, Cohort cohort, @Nullable TestSetScorer testSet, RoundListener... more) {
    listeners.addAll(List.of(more));
    int done = resumption == null ? 0 : resumption.lastRound();
    RunHistory history =
        new RunHistory(
            facts,
            Clock.system(ZoneId.systemDefault()),
            resumption == null ? null : resumption.run(),
            done);
    history.stopping(settings.stopping());
    if (resumption != null && (resumption.over() || history.best().over())) {
      return finishAgain(settings, history, testSet, done);
    }
    if (settings.masking() == null && settings.promise() == null) {
      // Masks and promises hide what single clients do: then nothing is kept of them.
      lines = new ClientLines(folder.dir(), done, cohort::takeAnswers);
    }
    CheckpointWriter checkpoints =
        new CheckpointWriter(
            folder,
            history,
            settings.strategy().spec().toString(),
            memoryId,
            clients,
            ledger,
            pictures,
            this::flushLines,
            System::nanoTime);
    if (ledger != null) {
      folder.witness(ledger);
    }
    SummingNotes notes =
        new SummingNotes(
            settings.summing(),
            sentence -> {
              history.note(sentence);
              view.note(sentence);
            });
    listeners.add(notes);
    listeners.add(history);
    listeners.add(folder);
    if (lines != null) {
      listeners.add(lines);
    }
    listeners.add(checkpoints);
    listeners.add(new StatisticsKeeper(folder.dir(), settings));
    listeners.add(new Latest());
    listeners.add(this::tellOfAbortion);
    listeners.add(view);
    if (json != null) {
      listeners.add(json);
    }
    Federation federation =
        UserInput.valid(
            () ->
                new Federation(
                    settings,
                    ledger == null ? Ledger.NONE : ledger,
                    ledger == null ? List.of() : ledger.entries(),
                    cohort,
                    testSet,
                    listeners,
                    System::nanoTime));
    notes.begin();
    begin(settings, history);
    ServerState start = start(settings, history);
    return ended(
        history,
        testSet,
        () -> {
          checkpoints.flushedAfter(() -> federation.run(start, done + 1, history.best()));
          RoundsWithoutSum.require(settings.strategy(), history);
          NothingTrained.sentence(settings, history).ifPresent(view::note);
        });
  }

  private void flushLines() {
    if (lines != null) {
      lines.flush();
    }
  }

  /** Only after the settings were checked against the existing ledger. */
  private void begin(RunSettings settings, RunHistory history) {
    folder.start(history.details());
    if (lines != null) {
      lines.begin();
    }
    PrivacyFacts promised = privacyFacts();
    if (promised != null) {
      view.note(promised.promise(facts.config()));
      String earlier = EarlierRuns.sentence(folder.dir());
      if (!earlier.isEmpty()) {
        view.note(earlier);
        history.note(earlier);
      }
    }
    view.begin(settings.rounds(), promised);
  }

  /**
   * Writes the files of a run that has no rounds left: it was killed before they were written.
   * Where they are there, they are written again.
   */
  private RunOutcome finishAgain(
      RunSettings settings, RunHistory history, @Nullable TestSetScorer testSet, int done) {
    begin(settings, history);
    tell(
        "%s of %s done before: nothing is left to run, and the run's files are written now (for more rounds: --resume %s --rounds N)."
            .formatted(done, Quantities.count(settings.rounds(), "round"), folder.dir()));
    start(settings, history);
    return ended(history, testSet, () -> RoundsWithoutSum.require(settings.strategy(), history));
  }

  private RunOutcome ended(
      RunHistory history, @Nullable TestSetScorer testSet, CheckpointWriter.Rounds rounds) {
    try {
      return endedWithFiles(history, testSet, rounds);
    } catch (UncheckedIOException e) {
      UncheckedIOException said = DiskTrouble.said(e, folder.dir());
      try {
        folder.close();
      } catch (UncheckedIOException again) {
        said.addSuppressed(again);
      }
      throw said;
    }
  }

  private RunOutcome endedWithFiles(
      RunHistory history, @Nullable TestSetScorer testSet, CheckpointWriter.Rounds rounds) {
    RunOutcome outcome = RunOutcome.FAILED;
    // A round may take long: the displayed clock continues meanwhile.
    try (Workers clock = Workers.ticking("clock", view::tick)) {
      rounds.run();
      outcome = history.complete();
    } catch (BudgetSpentException e) {
      tell(e);
      outcome = RunOutcome.BUDGET_SPENT;
    } catch (QuorumNotMetException e) {
      tell(e);
      outcome = RunOutcome.QUORUM_NOT_MET;
    } catch (InterruptedException e) {
      outcome = RunOutcome.INTERRUPTED;
    } catch (RuntimeException | Error e) { // a class of somebody's own may throw anything
      history.note("It failed: " + (e.getMessage() == null ? e : e.getMessage()));
      if (e instanceof ImpossibleRoundException) {
        throw new UserDataException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    } finally {
      if (outcome != RunOutcome.FAILED) {
        confuse(history, testSet);
      }
      finish(history, outcome);
    }
    return outcome;
  }

  /** Of whatever model the run leaves; an interrupt while it is counted costs the matrix alone. */
  private void confuse(RunHistory history, @Nullable TestSetScorer testSet) {
    Parameters model = latest;
    if (testSet == null || model == null) {
      return;
    }
    try {
      history.confusion(testSet.confusion(model, facts.labels()));
    } catch (InterruptedException e) {
      LOG.debug("no confusion matrix: interrupted", e);
    }
  }

  private ServerState start(RunSettings settings, RunHistory history) {
    Checkpoint checkpoint = resumption == null ? null : resumption.checkpoint();
    if (checkpoint == null) {
      return settings.start();
    }
    if (clients != null) {
      clients.restore(checkpoint.clients(), checkpoint.state().counted());
    }
    if (!history.withoutAnySum()) {
      latest = checkpoint.state().parameters();
    }
    return checkpoint.state();
  }

  private @Nullable PrivacyFacts privacyFacts() {
    return ledger == null ? null : PrivacyFacts.of(ledger.entries(), ledger.head());
  }

  /** {@return the parameters of the model that the run has written; null if it has written none} */
  public @Nullable Parameters learned() {
    return latest;
  }

  private void tell(RuntimeException end) {
    tell(String.valueOf(end.getMessage()));
  }

  private void tell(String sentence) {
    if (view.shown()) {
      view.note(sentence);
    } else {
      LOG.warn("{}", sentence);
    }
  }

  private void tellOfAbortion(RoundReport report) {
    String reason = report.aggregate().whyNoSum();
    if (reason != null) {
      tell(
          "Round %d gave no sum, its parameters are those of the round before: %s"
              .formatted(report.round(), reason));
    }
  }

  private void finish(RunHistory history, RunOutcome outcome) {
    SummaryRecord summary = history.summary(outcome, folder.dir().toString(), privacyFacts());
    try {
      if (latest != null) {
        writer.write(folder, latest);
      }
      flushLines();
      folder.finish(summary, history.details());
      folder.write(
          RunFolder.REPORT,
          ReportHtml.render(
              history.details(),
              history.rounds(),
              summary,
              List.of(),
              LedgerFile.read(folder.dir()),
              folder.dir()));
      RecordManifest.write(folder.dir());
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "run folder: %s cannot be written: %s (expected: a disk with room and the right to write)"
              .formatted(folder.dir(), FileTrouble.words(e)),
          e);
    }
    if (json != null) {
      json.summary(summary);
    }
    view.closing(
        summary, folder.files(), NextStep.after(outcome, facts, folder.dir(), latest != null));
  }

  /**
   * Keeps the newest parameters that come from a sum, so that an interrupted run still writes a
   * model, and one that has learned nothing writes none.
   */
  private final class Latest implements RoundListener {
    @Override
    public void onRound(RoundReport report) {
      if (report.aggregate().hasSum()) {
        latest = report.parameters();
      }
    }
  }
}
