package dev.headwater.cli.classroom;

import dev.headwater.cli.config.Reproduction;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.PrivacyOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.options.SummingOptions;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.coordinator.classroom.Lesson;
import dev.headwater.files.UserInput;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.proto.RunDescription;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.origin.Origin;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;

/** The trainings of a lesson, one run folder each, over the pupils that are connected. */
final class Training {
  private final OpenModel open;
  private final TrainingOptions options;
  private final SummingOptions summing;
  private final PrivacyOptions none = new PrivacyOptions();
  private final double holdout;
  private final CommandSpec command;

  Training(
      OpenModel open,
      TrainingOptions options,
      SummingOptions summing,
      double holdout,
      CommandSpec command) {
    this.command = command;
    this.open = open;
    this.options = options;
    this.summing = summing;
    this.holdout = holdout;
  }

  /** Refuses flags that no training could have, at the start. */
  void check() {
    options.check(none, summing, Lesson.FEWEST);
    describe(List.of());
  }

  /** What pupils are told of the next run: another id every time. */
  RunDescription describe(List<String> classes) {
    return UserInput.valid(
        () ->
            open.describe(
                classes,
                holdout,
                options.seed,
                open.backbone() != null,
                false,
                options.headSpec(),
                UUID.randomUUID().toString()));
  }

  /**
   * Trains on what is connected, and writes the run's folder.
   *
   * @param run the folder, which must not exist yet
   * @param rounds how often changes are added up
   * @param config the flags, for the run's record
   */
  RunOutcome run(
      Path run, int rounds, CoordinatorServer doors, RunOutput output, Map<String, Object> config)
      throws InterruptedException {
    RunDescription described = doors.run();
    List<String> names = described.labels();
    options.askForRounds(rounds);
    Model head = options.model(names.size(), open.extractor().features());
    RunSettings base =
        options.settings(
            head,
            open.extractor(),
            none,
            summing,
            Lesson.FEWEST,
            OpenRun.selection(holdout, false, none));
    RunSettings settings = OpenRun.settings(base, options, none, new TreeMap<>(planned()), false);
    doors.announce(settings.rounds(), Double.POSITIVE_INFINITY);
    Map<String, Object> recorded = new LinkedHashMap<>(config);
    recorded.put("rounds", rounds);
    recorded.put("labels", names);
    OutputOptions place = OutputOptions.into(run);
    try (var claim = place.claim();
        OpenRun opened =
            OpenRun.open(
                settings,
                open.facts(
                    options,
                    head,
                    recorded,
                    names,
                    "live clients",
                    "grpc",
                    1,
                    new TreeMap<>(),
                    RunFacts.TestSet.NONE,
                    List.of(),
                    origin(config, rounds, names)),
                place,
                output,
                "classroom",
                open,
                described.memoryId(),
                null,
                null);
        AuditFile log = AuditFile.open(opened.dir(), Clock.systemUTC())) {
      doors.audit().begin(log, described.memoryId(), Version.current());
      try {
        return opened.experiment().run(settings, doors.cohort(), null, doors.roundListener());
      } finally {
        var unused = doors.audit().end();
        RecordManifest.write(opened.dir()); // again: the log has grown
      }
    }
  }

  /** A room like this one, in which the same is learned; the pupils bring the rest. */
  private Origin origin(Map<String, Object> config, int rounds, List<String> names) {
    Map<String, Object> words = new LinkedHashMap<>(config);
    words.put("rounds", rounds);
    if (names.stream()
        .noneMatch(name -> name.contains(","))) { // such a name the page alone can give
      words.put("classes", names);
    }
    return Reproduction.of(command, words);
  }

  private static Map<String, Integer> planned() {
    Map<String, Integer> planned = new LinkedHashMap<>();
    for (int i = 0; i < Lesson.FEWEST; i++) {
      planned.put("client-" + i, 1);
    }
    return planned;
  }
}
