package dev.headwater.cli.run;

import dev.headwater.cli.config.Reproduction;
import dev.headwater.cli.config.ResolvedConfig;
import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.hostile.Hostile;
import dev.headwater.cli.hostile.HostileOptions;
import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.options.DataOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.PrivacyOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.options.SummingOptions;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.setup.ContributionOptions;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.setup.WantedSplit;
import dev.headwater.cli.stragglers.StragglerOptions;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.cohorts.Engine;
import dev.headwater.simulations.cohorts.Engines;
import dev.headwater.simulations.cohorts.OpenCohort;
import dev.headwater.simulations.cohorts.SimulatedClients;
import dev.headwater.simulations.cohorts.TestSetScorer;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.replay.kept.KeepingConduct;
import dev.headwater.simulations.unlearning.Departure;
import dev.headwater.vision.data.PictureSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater simulate}: a federated run with simulated clients. */
@Command(
    name = "simulate",
    description = "Trains a model across simulated clients, and writes a report.",
    footer = {
      "headwater simulate",
      "headwater simulate --data photos --clients 4 --partition dirichlet:0.5",
      "headwater simulate --strategy fedprox:0.1 --rounds 20 --cohort 10"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class SimulateCommand implements Callable<Integer> {
  /** Clients of a simulation exist only during the run: their memory is not stored in files. */
  private static final String SIMULATION = "simulation";

  @Spec CommandSpec spec;
  @Mixin DataOptions data = new DataOptions();
  @Mixin ModelOptions model = new ModelOptions();
  @Mixin TrainingOptions training = new TrainingOptions();

  @Mixin SummingOptions summing = new SummingOptions();
  @Mixin PrivacyOptions privacy = new PrivacyOptions();

  @Option(
      names = {"--engine", "--transport"},
      paramLabel = "NAME",
      defaultValue = "memory",
      description =
          "Where clients run: memory (this process), grpc (real sockets on the loopback interface), or spark (executors of Apache Spark, see --master). Default: ${DEFAULT-VALUE}.")
  String engine = "memory";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "With --engine spark: local[N], or spark://HOST:PORT of a cluster. Default: local[*], every core of this machine.")
  @Nullable String master;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker threads. Default: one a core.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Mixin ContributionOptions contributions = new ContributionOptions();

  @Mixin StragglerOptions stragglers = new StragglerOptions();
  @Mixin HostileOptions hostile = new HostileOptions();

  @Option(
      names = "--unlearn",
      hidden = true,
      description = "The run whose sums the last client of --without leaves.")
  @Nullable Path unlearn;

  @Mixin ExtensionOptions extensions = new ExtensionOptions();
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin LogOptions log = new LogOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::simulate);
  }

  private int simulate() throws InterruptedException {
    check();
    RunOutput runOutput = RunOutput.of(output.format, log);
    try (Signals signals = new Signals();
        TerminalView view = runOutput.view();
        OpenModel open = OpenModel.of(model)) {
      return run(open, runOutput, () -> load(open, view));
    }
  }

  /** Refuses what no run can have, before the long work. */
  public void check() {
    data.check();
    stragglers.check(
        training.check(privacy, summing, data.clients == null ? Integer.MAX_VALUE : data.clients),
        privacy.privacy != null);
    OpenRun.requireThreads(threads);
    Engine clientsRunOn = Engines.named(engine.toLowerCase(Locale.ROOT));
    if (!clientsRunOn.hasMaster()
        && !spec.commandLine().getParseResult().hasMatchedOption("--master")) {
      master = null; // of the configuration, which was for another engine
    }
    clientsRunOn.check(master);
    hostile.check(clientsRunOn, summing.secureAggregation, privacy.privacy != null);
    requireOpen(clientsRunOn);
  }

  /** Whether it takes a whole machine, or a cluster, for itself. */
  public boolean aloneInProcess() {
    return Engines.named(engine.toLowerCase(Locale.ROOT)).hasMaster();
  }

  /** Does something where classes of {@code --extensions} are found. */
  public int withExtensions(Callable<Integer> what) throws Exception {
    return extensions.run(what);
  }

  /** Every flag and its value, given or default, before the run settles the rest. */
  public Map<String, Object> settings() {
    return ResolvedConfig.of(spec);
  }

  /** Flags for the backbone. */
  public ModelOptions model() {
    return model;
  }

  /** Flags for the pictures. */
  public DataOptions data() {
    return data;
  }

  /** How the pictures are dealt out. */
  public WantedSplit split() {
    return new WantedSplit(
        data.partition, data.clients, data.holdout, training.seed, privacy.userClients());
  }

  /** Where a run's clients come from. Pictures and lists of files are garbage once it has them. */
  @FunctionalInterface
  public interface Source {
    FederatedData load() throws InterruptedException;
  }

  /**
   * Runs with a backbone and pictures that may be shared with other runs.
   *
   * @param open stays open
   * @return the exit code
   */
  public int run(OpenModel open, RunOutput runOutput, Source pictures) throws InterruptedException {
    Engine clientsRunOn = Engines.named(engine.toLowerCase(Locale.ROOT));
    try (FolderLock claim = output.claim();
        Workers workers = new Workers("worker", threads)) {
      FederatedData all;
      try {
        all = pictures.load();
      } catch (InterruptedException e) {
        runOutput.tell(
            "Interrupted before the first round: there is no run to resume. Features that are computed are kept; the same command goes on from there.");
        throw e;
      }
      runOutput.view().note(all.classes());
      all.notes().forEach(runOutput::tell);
      Hostile attacked = hostile.on(all.without(data.without));
      attacked.sentences().forEach(runOutput::tell);
      data.clients = all.clients().size(); // set, so that the configuration contains it
      FederatedData federated = all.without(data.without);
      Model model = training.model(federated.labels().size(), open.extractor().features());
      RunSettings settings =
          training.settings(
              model,
              open.extractor(),
              privacy,
              summing,
              federated.clients().size(),
              OpenRun.selection(data.holdout, federated.test().size() > 0, privacy));
      training.note().ifPresent(runOutput.view()::note);
      return run(
          settings, clientsRunOn, runOutput, open, workers, federated, present(all), attacked);
    }
  }

  private void requireOpen(Engine clientsRunOn) {
    contributions.check(summing, privacy);
    if (contributions.keep && !clientsRunOn.hasAttackers()) {
      throw new UserDataException(
          "keep-contributions: with --engine %s (expected: --engine memory or grpc, where single answers are seen)"
              .formatted(clientsRunOn.name()));
    }
  }

  /** Pictures, digests and lists of files are garbage when this returns: the run needs vectors. */
  private FederatedData load(OpenModel open, TerminalView view) throws InterruptedException {
    PictureSet pictures = data.open();
    checkFor(pictures);
    return split().of(pictures, new DataLoader(open.extractor(), open.openCache(), threads, view));
  }

  /** Who the clients are follows from the labels: flags that do not fit them need no feature. */
  private void checkFor(PictureSet pictures) {
    Set<String> clients = FederatedData.staying(split().clients(pictures), data.without);
    training.check(privacy, summing, clients.size());
    hostile.checkFor(clients, pictures.labels().size());
  }

  /** Who takes part: a client that leaves sends its sums once more. */
  private FederatedData present(FederatedData all) {
    int gone = unlearn == null ? data.without.size() : data.without.size() - 1;
    return all.without(data.without.subList(0, gone));
  }

  /** Refused before the run has a folder. */
  private @Nullable Departure departure(RunFacts facts) {
    return unlearn == null
        ? null
        : Departure.from(unlearn, facts, data.without.get(data.without.size() - 1));
  }

  private static Cohort rest(Cohort cohort, @Nullable Departure departure) {
    return departure == null ? cohort : departure.of(cohort);
  }

  private int run(
      RunSettings base,
      Engine clientsRunOn,
      RunOutput runOutput,
      OpenModel open,
      Workers workers,
      FederatedData federated,
      FederatedData present,
      Hostile attacked)
      throws InterruptedException {
    SortedMap<String, Integer> population = new TreeMap<>();
    federated.clients().forEach((name, client) -> population.put(name, client.train().units()));
    Model model = base.model();
    boolean tested = federated.test().size() > 0;
    RunSettings settings = OpenRun.settings(base, training, privacy, population, tested);
    TestSetScorer scorer = tested ? new TestSetScorer(model, federated.test(), workers) : null;
    var facts =
        open.facts(
            training,
            model,
            ResolvedConfig.of(spec),
            federated.labels(),
            federated.name(),
            clientsRunOn.name(),
            threads,
            federated.labelCounts(),
            new RunFacts.TestSet(federated.test().size(), federated.testDigest()),
            attacked.notes(stragglers.notes(federated.notes())),
            Reproduction.of(spec));
    Departure departure = departure(facts);
    InMemory memory = new InMemory();
    KeepingConduct keeping = new KeepingConduct(attacked.conduct());
    var clients =
        new SimulatedClients(
            present.clients(),
            memory,
            workers,
            () -> description(open, federated.labels()),
            master,
            runOutput::tell,
            contributions.keep ? keeping : attacked.conduct(),
            attacked.count(),
            stragglers.any());
    try (keeping;
        OpenCohort there = clientsRunOn.open(clients)) {
      Cohort cohort = stragglers.among(there.cohort());
      UserInput.valid(() -> able(cohort, settings)); // before the run has a folder
      try (OpenRun opened =
          OpenRun.open(
              settings,
              facts,
              output,
              runOutput,
              federated.name(),
              open,
              SIMULATION,
              memory,
              federated.digest())) {
        output.goesOn(settings.rounds()).ifPresent(runOutput.view()::note);
        if (contributions.keep) {
          keeping.begin(opened.dir());
        }
        List<RoundListener> listeners = new ArrayList<>(there.listeners());
        listeners.add(attacked.results(model, settings.rounds(), runOutput::tell));
        return ExitCode.of(opened.run(settings, rest(cohort, departure), scorer, listeners)).code();
      }
    }
  }

  private static Cohort able(Cohort cohort, RunSettings settings) {
    cohort.requireAble(settings);
    return cohort;
  }

  private RunDescription description(OpenModel open, List<String> labels) {
    return open.describe(
            labels,
            data.holdout,
            training.seed,
            false,
            privacy.hidesNumExamples(summing.secureAggregation),
            training.headSpec(),
            SIMULATION)
        .countingUsers(privacy.userClients() > 0);
  }
}
