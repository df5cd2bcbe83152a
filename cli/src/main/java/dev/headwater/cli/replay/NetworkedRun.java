package dev.headwater.cli.replay;

import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.simulations.cohorts.TestSetScorer;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.replay.participation.Participation;
import dev.headwater.simulations.replay.participation.RecordedRound;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.features.FeatureTable;
import dev.headwater.vision.sources.PictureSets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run of {@code coordinator}, opened again from its audit log and the clients' folders. */
final class NetworkedRun {
  private NetworkedRun() {}

  /**
   * @param folders a folder per client, by name; null for none
   */
  static Reopened open(
      RecordedRun run,
      Settings of,
      @Nullable Path folders,
      OpenModel open,
      Workers workers,
      int threads,
      RunView view)
      throws InterruptedException {
    RecordedFlags flags = of.flags();
    RunDetails details = run.details();
    Integer planned = flags.minClients;
    if (details == null || planned == null) {
      throw new UserDataException(
          "replay: %s says neither classes nor min-clients (expected: config.yaml and details.json as a coordinator wrote them)"
              .formatted(run.dir()));
    }
    List<String> labels = details.facts().labels();
    Participation who = Participation.of(AuditFile.read(run.dir()));
    requireAnswers(run, who);
    flags.training.check(flags.privacy, flags.summing, planned);
    DataLoader loader = new DataLoader(open.extractor(), open.openCache(), threads, view);
    FeatureTable tests = tests(flags.data.testData, labels, loader);
    Model model = flags.training.model(labels.size(), open.extractor().features());
    RunSettings base =
        flags.training.settings(
            model,
            open.extractor(),
            flags.privacy,
            flags.summing,
            planned,
            OpenRun.selection(flags.data.holdout, tests != null, flags.privacy));
    RunSettings settings =
        OpenRun.settings(
            base, flags.training, flags.privacy, planned(flags, planned, who), tests != null);
    requirePopulation(run, settings, who);
    SortedMap<String, ClientExamples> clients =
        folders == null
            ? new TreeMap<>()
            : new ClientFolders(folders, silent(open, threads), flags, labels)
                .read(who.counted(), view);
    TestSetScorer scorer =
        tests == null ? null : new TestSetScorer(model, DataLoader.examples(tests), workers);
    return new Reopened(
        run,
        settings,
        clients,
        null,
        null,
        who,
        scorer,
        Reopened.facts(
            flags,
            open,
            settings,
            labels,
            "live clients",
            threads,
            new TreeMap<>(),
            OpenModel.testSet(tests),
            List.of()),
        new InMemory(),
        "",
        of.last());
  }

  /** One line for all clients: there may be a thousand. */
  private static DataLoader silent(OpenModel open, int threads) {
    return new DataLoader(open.extractor(), open.openCache(), threads, RunView.silent());
  }

  /** A run that unlearned a client has its first sum from another run's. */
  private static void requireAnswers(RecordedRun run, Participation who) {
    for (RecordedRound round : who.rounds().values()) {
      boolean counted =
          run.rounds().stream()
              .anyMatch(one -> one.round() == round.round() && one.contributed() > 0);
      if (counted && round.counted().isEmpty()) {
        throw new UserDataException(
            "replay: round %d of %s counts clients, and its audit log names none of them (expected: their answers; a run of 'unlearn' has its first sum from the run before it, so replay that one)"
                .formatted(round.round(), run.dir()));
      }
    }
  }

  /** Logs of earlier versions do not say who else could have been asked. */
  private static void requirePopulation(RecordedRun run, RunSettings settings, Participation who) {
    boolean told = who.rounds().values().stream().allMatch(round -> round.id() != null);
    if (!told && !(settings.cohort() instanceof CohortSize.All)) {
      throw new UserDataException(
          "replay: the audit log of %s is of an earlier version, and its rounds asked a part of the clients (expected: a log that says who could be asked, from which the sums' grids follow)"
              .formatted(run.dir()));
    }
  }

  private static @Nullable FeatureTable tests(
      @Nullable String data, List<String> labels, DataLoader loader) throws InterruptedException {
    if (data == null) {
      return null;
    }
    PictureSet tests = PictureSets.openTest(data);
    PictureSets.requireLabels(tests, labels);
    return loader.features(tests.test(), labels, "test pictures");
  }

  /** As the coordinator planned: single pictures, or users, were counted before the first round. */
  private static SortedMap<String, Integer> planned(
      RecordedFlags flags, int clients, Participation who) {
    Optional<RecordedRound> first = who.rounds().values().stream().findFirst();
    if (flags.privacy.countsUnits() && first.isPresent()) {
      return first.get().available();
    }
    SortedMap<String, Integer> planned = new TreeMap<>();
    for (int i = 0; i < clients; i++) {
      planned.put("client-" + i, 1);
    }
    return planned;
  }
}
