package dev.headwater.cli.replay;

import dev.headwater.cli.hostile.Hostile;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.coordinator.audit.KeptAnswers;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partitions.UserGroups;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.secagg.simulation.InMemoryMasks;
import dev.headwater.simulations.cohorts.Engines;
import dev.headwater.simulations.cohorts.TestSetScorer;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.data.Labelled;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.replay.kept.ComparedConduct;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.data.PictureSet;
import java.nio.file.Files;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run of {@code simulate}, opened again: its clients are in memory, whatever its engine was. */
final class SimulatedRun {
  private static final String MEMORY = "memory";

  private SimulatedRun() {}

  static Reopened open(
      RecordedRun run,
      Settings of,
      InMemory memory,
      OpenModel open,
      Workers workers,
      int threads,
      RunView view)
      throws InterruptedException {
    RecordedFlags flags = of.flags();
    Integer asked = flags.data.clients;
    flags.stragglers.check(
        flags.training.check(
            flags.privacy, flags.summing, asked == null ? Integer.MAX_VALUE : asked),
        flags.privacy.privacy != null);
    flags.hostile.check(
        Engines.named(MEMORY), flags.summing.secureAggregation, flags.privacy.privacy != null);
    FederatedData all = load(flags, open, threads, view);
    all.notes().forEach(view::note);
    Hostile attacked = flags.hostile.on(all.without(flags.data.without));
    FederatedData data = all.without(flags.data.without);
    Model model = flags.training.model(data.labels().size(), open.extractor().features());
    boolean tested = data.test().size() > 0;
    SortedMap<String, Integer> population = new TreeMap<>();
    data.clients().forEach((name, client) -> population.put(name, client.train().units()));
    RunSettings base =
        flags.training.settings(
            model,
            open.extractor(),
            flags.privacy,
            flags.summing,
            data.clients().size(),
            OpenRun.selection(flags.data.holdout, tested, flags.privacy));
    RunSettings settings =
        OpenRun.settings(base, flags.training, flags.privacy, population, tested);
    TestSetScorer scorer = tested ? new TestSetScorer(model, data.test(), workers) : null;
    ComparedConduct answers =
        Files.isDirectory(run.dir().resolve(KeptAnswers.FOLDER))
            ? new ComparedConduct(attacked.conduct(), run.dir())
            : null;
    return new Reopened(
        run,
        settings,
        data.clients(),
        flags.stragglers.among(
            new LocalCohort(
                data.clients(),
                workers.executor(),
                memory,
                new InMemoryMasks(),
                answers == null ? attacked.conduct() : answers)),
        answers,
        Reopened.NOBODY,
        scorer,
        Reopened.facts(
            flags,
            open,
            settings,
            data.labels(),
            data.name(),
            threads,
            data.labelCounts(),
            new RunFacts.TestSet(data.test().size(), data.testDigest()),
            data.notes()),
        memory,
        data.digest(),
        of.last());
  }

  private static FederatedData load(RecordedFlags flags, OpenModel open, int threads, RunView view)
      throws InterruptedException {
    PictureSet pictures = flags.data.open();
    DataLoader loader = new DataLoader(open.extractor(), open.openCache(), threads, view);
    int users = flags.privacy.userClients();
    if (users > 0) {
      Labelled.of(pictures.train(), pictures.labels()).requireUsers(); // before any feature
    }
    Partition partition =
        users > 0
            ? flags.data.partition(pictures, set -> new UserGroups())
            : flags.data.partition(pictures);
    return loader.load(
        pictures, partition, flags.data.clients, flags.data.holdout, flags.training.seed, users);
  }
}
