package dev.headwater.cli.run;

import dev.headwater.cli.config.Reproduction;
import dev.headwater.cli.config.ResolvedConfig;
import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.PrivacyOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.options.SummingOptions;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.setup.ContributionOptions;
import dev.headwater.cli.setup.Farewell;
import dev.headwater.cli.setup.LabelOptions;
import dev.headwater.cli.setup.LastCall;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.setup.ServerOptions;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.coordinator.audit.KeptAnswers;
import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Alike;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.cohorts.TestSetScorer;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.nodes.BackboneStore;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.text.Launcher;
import dev.headwater.simulations.unlearning.Departure;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.features.FeatureTable;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.folder.FolderLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater coordinator}: runs the rounds over clients that enrol over the network. */
@Command(
    name = "coordinator",
    description =
        "Waits for clients, runs the rounds, writes the model and a report. It never sees a picture.",
    footer = {
      "headwater coordinator --min-clients 2 --rounds 5 --web-port 8080",
      "headwater coordinator --listen 0.0.0.0:7070 --pki pki --secure-aggregation",
      "headwater coordinator --resume runs/latest"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CoordinatorCommand implements Callable<Integer> {
  /** What clients, and whoever asks /readyz, are told until the rounds can begin. */
  private static final String PREPARING =
      "the coordinator reads its test pictures; the rounds begin when it has their features";

  @Spec CommandSpec spec;
  @Mixin ServerOptions server = new ServerOptions();
  @Mixin LastCall lastCall = new LastCall();
  @Mixin ModelOptions model = new ModelOptions();
  @Mixin TrainingOptions training = new TrainingOptions();

  @Mixin SummingOptions summing = new SummingOptions();
  @Mixin PrivacyOptions privacy = new PrivacyOptions();

  @Mixin LabelOptions labels = new LabelOptions();

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of its pictures that each client holds out of training, to evaluate on. Default: ${DEFAULT-VALUE}.")
  double holdout;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that evaluate on --test-data. Default: one a core.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "NAME",
      description =
          "Clients that may not join, separated by commas, such as those that were unlearned. Default: none.")
  List<String> without = new ArrayList<>();

  @Mixin ContributionOptions contributions = new ContributionOptions();

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
    return extensions.run(this::coordinate);
  }

  private int coordinate() throws InterruptedException {
    // Who leaves has to be up beside those that stay.
    CoordinatorConfig config = server.config(unlearn == null ? 0 : 1, outside());
    if (server.enrolled != null && !summing.secureAggregation) {
      throw new UserDataException(
          "enrolled: without --secure-aggregation (expected: both; identities sign the keys of masked rounds)");
    }
    server.requireGoal(summing.secureAggregation, privacy.privacy != null);
    contributions.check(summing, privacy);
    training.check(privacy, summing, config.minClients());
    if (privacy.privacy != null && earlier() == null) {
      labels.requireOwn(privacy.privacy.name().toLowerCase(Locale.ROOT));
    }
    requireNoise();
    OpenRun.requireThreads(threads);
    server.web.check();
    RunOutput runOutput = RunOutput.of(output.format, log);
    try (FolderLock claim = output.claim();
        Signals signals = new Signals();
        TerminalView view = runOutput.view();
        OpenModel open = OpenModel.of(model);
        Workers workers = new Workers("worker", threads)) {
      DataLoader loader = new DataLoader(open.extractor(), open.openCache(), threads, view);
      PictureSet tests = labels.testData == null ? null : PictureSets.openTest(labels.testData);
      List<String> fixed = labels.fixed(tests, earlier());
      if (tests != null) {
        PictureSets.requireLabels(tests, fixed);
      }
      String memoryId = memoryId();
      RunDescription run =
          UserInput.valid(
              () ->
                  open.describe(
                          fixed,
                          holdout,
                          training.seed,
                          open.backbone() != null,
                          privacy.hidesNumExamples(summing.secureAggregation),
                          training.headSpec(),
                          memoryId)
                      .countingUsers(privacy.userClients() > 0));
      BackboneStore store = new BackboneStore(OpenModel.cacheRoot(model));
      Path file = open.backbone() == null ? null : store.keep(open.backbone());
      CoordinatorConfig served =
          config.withWeb(
              server.web.settings(open, store, summing.secureAggregation, config.security()));
      try (CoordinatorServer doors =
          CoordinatorServer.start(
              served, run, file, view::waiting, tests == null ? null : PREPARING)) {
        view.note(
            "Listening on port %d%s. Clients join with: %s client --coordinator HOST:%d --data DIR --name NAME%s"
                .formatted(
                    doors.port(),
                    doors.webPort() < 0 ? "" : ", web on " + doors.webPort(),
                    Launcher.command(),
                    doors.port(),
                    server.security.clientFlags()));
        String warning = server.warning(config);
        if (!warning.isEmpty()) {
          view.note(warning);
        }
        if (unlearn != null) {
          view.note(
              "Unlearning %s: it has to join too, and sends its sums once more, in the open."
                  .formatted(without.get(without.size() - 1)));
        }
        String pages = server.web.sentence(doors, server.listen);
        if (!pages.isEmpty()) {
          view.note(pages);
        }
        FeatureTable scored = null;
        if (tests != null) { // clients join and prepare their own pictures meanwhile
          scored = loader.features(tests.test(), fixed, "test pictures");
          loader.note(tests);
          loader.notes().forEach(runOutput::tell);
        }
        doors.ready();
        ExitCode code;
        try {
          code = run(runOutput, open, doors, scored, workers, memoryId, loader.notes());
        } catch (InterruptedException e) {
          runOutput.tell("Interrupted before the first round: nothing is written.");
          throw e;
        }
        if (server.web.keepServing && code != ExitCode.INTERRUPTED) {
          view.note("The run is over. The pages stay until Ctrl-C.");
          signals.await(code.code());
        }
        return code.code();
      }
    }
  }

  private ExitCode run(
      RunOutput runOutput,
      OpenModel open,
      CoordinatorServer doors,
      @Nullable FeatureTable tests,
      Workers workers,
      String memoryId,
      List<String> notes)
      throws InterruptedException {
    List<String> names = doors.cohort().awaitLabels();
    runOutput.view().note("Classes: %s.".formatted(FolderLayout.abbreviated(names)));
    List<String> told = new ArrayList<>(notes);
    for (List<String> alike : Alike.groups(names)) {
      told.add(
          "labels: %s are different classes, though they differ only in case, spaces or signs."
              .formatted(String.join(" and ", alike)));
    }
    Model model = training.model(names.size(), open.extractor().features());
    TestSetScorer scorer =
        tests == null ? null : new TestSetScorer(model, DataLoader.examples(tests), workers);
    RunSettings base =
        training.settings(
            model,
            open.extractor(),
            privacy,
            summing,
            server.minClients,
            OpenRun.selection(holdout, tests != null, privacy));
    training.note().ifPresent(runOutput.view()::note);
    boolean over = output.isOver(base); // then nobody is waited for
    if (!over) {
      output.goesOn(base.rounds()).ifPresent(runOutput.view()::note);
    }
    RunSettings settings =
        over ? base : OpenRun.settings(base, training, privacy, planned(doors), scorer != null);
    Promise promise = settings.promise();
    doors.announce(
        settings.rounds(), promise == null ? Double.POSITIVE_INFINITY : promise.epsilonBudget());
    var facts =
        open.facts(
            training,
            model,
            ResolvedConfig.of(spec),
            names,
            "live clients",
            "grpc",
            threads,
            new TreeMap<>(),
            OpenModel.testSet(tests),
            told,
            Reproduction.of(spec));
    // Refused before the run has a folder.
    Cohort cohort =
        unlearn == null
            ? doors.cohort()
            : Departure.from(unlearn, facts, without.get(without.size() - 1)).of(doors.cohort());
    RunOutcome outcome = RunOutcome.FAILED;
    try (OpenRun opened =
            OpenRun.open(
                settings,
                facts,
                output,
                runOutput,
                "coordinator",
                open,
                memoryId,
                null,
                promise == null ? null : names(doors));
        AuditFile log = AuditFile.open(opened.dir(), Clock.systemUTC())) {
      if (contributions.keep) {
        doors.audit().keep(new KeptAnswers(opened.dir()));
      }
      doors.audit().begin(log, memoryId, Version.current());
      try {
        outcome = opened.run(settings, cohort, scorer, List.of(doors.roundListener()));
      } finally {
        // Before the log is closed: the doors stay open.
        Farewell.tell(
            doors, outcome, settings.rounds(), opened.experiment().learned(), doors.audit().end());
        RecordManifest.write(opened.dir()); // again: the log has grown
      }
    }
    if (over && outcome.complete()) {
      lastCall.await(runOutput);
    }
    return ExitCode.of(outcome);
  }

  /** A resumed run keeps its memory id, because clients have stored their memory under it. */
  private String memoryId() {
    String kept = output.resume == null ? null : Checkpoint.memoryId(output.resume);
    return kept == null ? UUID.randomUUID().toString() : kept;
  }

  private @Nullable Path earlier() {
    return output.resume == null ? unlearn : output.resume;
  }

  /** The client that leaves now still sends its sums. */
  private List<String> outside() {
    return unlearn == null ? without : without.subList(0, without.size() - 1);
  }

  /** What noise costs single pictures, or users, depends on clients that may still come. */
  private void requireNoise() {
    PrivacyOptions.Kind kind = privacy.privacy;
    if (kind != null && privacy.countsUnits() && privacy.noiseMultiplier == null) {
      throw new UserDataException(
          "privacy: %s without --noise-multiplier (expected: one; what it costs depends on how many %s the clients have, which is not known yet)"
              .formatted(
                  kind.name().toLowerCase(Locale.ROOT),
                  kind == PrivacyOptions.Kind.USER ? "users" : "pictures"));
    }
  }

  /** Digest of the first clients' names: whose data a promise is about. */
  private static String names(CoordinatorServer doors) throws InterruptedException {
    MessageDigest digest = Sha256.digest();
    for (String name : doors.cohort().awaitPopulation().keySet()) {
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Those for whom the run is planned. Single pictures, or users, are counted before anything is
   * promised: delta must be below 1 over them.
   */
  private SortedMap<String, Integer> planned(CoordinatorServer doors) throws InterruptedException {
    if (privacy.countsUnits()) {
      return doors.cohort().awaitPopulation();
    }
    SortedMap<String, Integer> planned = new TreeMap<>();
    for (int i = 0; i < server.minClients; i++) {
      planned.put("client-" + i, 1);
    }
    return planned;
  }
}
