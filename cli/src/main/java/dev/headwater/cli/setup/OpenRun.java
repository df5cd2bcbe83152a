package dev.headwater.cli.setup;

import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.PrivacyOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.Experiment;
import dev.headwater.simulations.Resumption;
import dev.headwater.simulations.cohorts.TestSetScorer;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.tracking.MlflowRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A run, new or resumed, with its folder and its ledger open; the same for simulated clients and
 * for live ones.
 *
 * @param experiment what the caller runs
 * @param folder locked until this is closed
 * @param ledger null without a promise
 * @param facts of the run
 * @param resumption null for a new run
 * @param tracking tells a server of the run; null for none
 */
public record OpenRun(
    Experiment experiment,
    RunFolder folder,
    @Nullable LedgerFile ledger,
    RunFacts facts,
    @Nullable Resumption resumption,
    @Nullable MlflowRun tracking)
    implements AutoCloseable {

  /** Refuses numbers of threads that no machine needs. */
  public static void requireThreads(int threads) {
    if (threads < 1 || threads > 1024) {
      throw new UserDataException("threads: %d (expected: 1 to 1024)".formatted(threads));
    }
  }

  /**
   * The settings with the promise of the flags, and with the scores that the clients give.
   *
   * @param base the settings without a promise
   * @param training says when clients score
   * @param population num_examples by name of every client that the run is planned for
   * @param tested whether the coordinator has a test set of its own
   * @throws UserDataException if the settings contradict each other, or the first round is
   *     impossible with these clients
   */
  public static RunSettings settings(
      RunSettings base,
      TrainingOptions training,
      PrivacyOptions privacy,
      SortedMap<String, Integer> population,
      boolean tested) {
    Promise promise = privacy.promise(base, population);
    RunSettings settings =
        UserInput.valid(
            () ->
                base.but()
                    .promise(promise)
                    .scoring(training.scoring(tested, promise != null))
                    .build());
    UserInput.valid(() -> settings.requirePossible(population));
    return settings;
  }

  /**
   * On what a strategy's candidates are scored: what clients hold out, unless a promise forbids
   * such scores; else the coordinator's own test set, if it has one.
   */
  public static Selection selection(double holdout, boolean tested, PrivacyOptions privacy) {
    if (holdout > 0 && privacy.privacy == null) {
      return Selection.HELD_OUT;
    }
    return tested ? Selection.TEST_SET : Selection.NONE;
  }

  /**
   * Opens the folder and the ledger.
   *
   * @param name names a new folder, if the flags do not
   * @param model the frozen part of the model, for the files that the run writes
   * @param memoryId identifies the run in the memory of remote clients
   * @param clients the memory of simulated clients; null if clients keep it themselves
   * @param data digest of whose data the run is about, for its ledger: the training pictures, where
   *     they are in this process; null if it is not known
   */
  public static OpenRun open(
      RunSettings settings,
      RunFacts facts,
      OutputOptions output,
      RunOutput terminal,
      String name,
      OpenModel model,
      String memoryId,
      @Nullable InMemory clients,
      @Nullable String data) {
    String pictures = clients == null || data == null ? "" : data;
    Resumption resumption = output.resumption(settings, facts, pictures);
    RunFolder folder = output.folder(name, resumption);
    boolean promised =
        settings.promise() != null
            || (resumption != null && resumption.over() && LedgerFile.existsIn(folder.dir()));
    LedgerFile ledger = promised ? ledger(folder, data) : null;
    RecordManifest.remove(
        folder.dir()); // nothing refuses the run any more: its files will be others
    return new OpenRun(
        new Experiment(
            facts,
            folder,
            terminal.view(),
            terminal.json(),
            model.writer(settings.model(), facts.labels()),
            ledger,
            resumption,
            memoryId,
            clients,
            pictures),
        folder,
        ledger,
        facts,
        resumption,
        output.tracking(terminal::tell));
  }

  /**
   * Runs the experiment, and tells the tracking server of it.
   *
   * @return how the rounds ended
   */
  public RunOutcome run(
      RunSettings settings,
      Cohort cohort,
      @Nullable TestSetScorer testSet,
      List<RoundListener> listeners) {
    if (tracking == null) {
      return experiment.run(settings, cohort, testSet, listeners.toArray(RoundListener[]::new));
    }
    List<RoundListener> all = new ArrayList<>(listeners);
    all.add(tracking);
    tracking.begin(
        facts,
        settings.promise() != null,
        String.valueOf(folder.dir().toAbsolutePath().getFileName()),
        resumption == null ? List.of() : before(resumption));
    RunOutcome outcome =
        experiment.run(settings, cohort, testSet, all.toArray(RoundListener[]::new));
    tracking.end(outcome, folder.dir());
    return outcome;
  }

  /** A new one says where its run began; that of a resumed run was compared with the folder. */
  private static LedgerFile ledger(RunFolder folder, @Nullable String data) {
    try {
      if (!LedgerFile.existsIn(folder.dir())) {
        FolderPlace.begin(folder.dir());
      }
      return LedgerFile.open(folder.dir(), data);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Its rounds but those that are run again. */
  private static List<RoundRecord> before(Resumption resumption) {
    return resumption.run().rounds().stream()
        .filter(round -> round.round() <= resumption.lastRound())
        .toList();
  }

  /** The run's folder. */
  public Path dir() {
    return folder.dir();
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
    folder.close();
    if (tracking != null) {
      tracking.close(); // waits for the server
    }
  }
}
