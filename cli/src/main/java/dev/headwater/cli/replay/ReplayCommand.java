package dev.headwater.cli.replay;

import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.replay.Difference;
import dev.headwater.simulations.replay.ReplayResult;
import dev.headwater.simulations.replay.files.RecordCheck;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater replay}: computes a recorded run again, and compares every round. */
@Command(
    name = "replay",
    description = {
      "Computes a recorded run again and compares every round with its record; a run of live clients from its audit log and their folders.",
      "Exit code 0: nothing differs; 5: something does, or a file is not as the run wrote it."
    },
    footer = {
      "headwater replay runs/latest",
      "headwater replay runs/live --data shares",
      "headwater replay runs/latest --what-if strategy=fedadam"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {
  private static final String PHASE = "Rounds computed again";

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "A run's folder.")
  Path run = Path.of("");

  @Mixin Places places = new Places();

  @Option(
      names = "--what-if",
      paramLabel = "KEY=VALUE",
      description =
          "Do not compare: train with another setting and the same participation, such as strategy=fedadam, and show both curves. Repeat it for several.")
  List<String> whatIf = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "With --what-if: a run folder for the other run; it must not exist yet. Default: none is written.")
  @Nullable Path out;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker threads. Default: one a core.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "text, or json (one object; with --what-if one a round). Default: ${DEFAULT-VALUE}.")
  OutputOptions.Format format = OutputOptions.Format.TEXT;

  @Mixin LogOptions log = new LogOptions();

  @Override
  public Integer call() throws Exception {
    OpenRun.requireThreads(threads);
    WhatIf other = WhatIf.of(whatIf);
    if (out != null && other.none()) {
      throw new UserDataException(
          "out: without --what-if (expected: both; a replay alone writes into no folder)");
    }
    if (Files.isDirectory(run)) { // before anything reads what it says
      if (FolderLock.isTaken(run)) {
        throw new UserDataException(
            "replay: the run of %s is still going (expected: one that has ended, or was stopped)"
                .formatted(run));
      }
      List<Difference> changed = RecordCheck.changedFiles(run);
      if (!changed.isEmpty()) {
        return say(new ReplayResult(List.of(), 0, 0, changed, List.of()));
      }
    }
    RecordedRun recorded = RunFolder.open(run);
    if (recorded.rounds().isEmpty()) {
      throw new UserDataException(
          "replay: %s has no round (expected: at least one that has ended)".formatted(run));
    }
    boolean simulated = recorded.config().containsKey("data");
    Map<String, String> others = new LinkedHashMap<>(other.settings());
    others.putAll(places.flags(recorded, simulated));
    List<Settings> starts = Settings.of(recorded, others);
    RecordedFlags flags = starts.get(starts.size() - 1).flags();
    return flags.extensions.run(() -> replay(recorded, starts, simulated, other));
  }

  private int replay(RecordedRun recorded, List<Settings> starts, boolean simulated, WhatIf other)
      throws InterruptedException {
    RecordedFlags flags = starts.get(starts.size() - 1).flags();
    List<Difference> found = RecordCheck.contradictions(recorded, flags.extensions.models());
    if (!found.isEmpty()) {
      return say(new ReplayResult(List.of(), recorded.rounds().size(), 0, found, List.of()));
    }
    RunOutput output = RunOutput.of(format, log);
    OutputOptions target = out == null ? null : OutputOptions.into(out);
    try (FolderLock claim = target == null ? null : target.claim();
        Signals signals = new Signals();
        TerminalView view = output.view();
        OpenModel open = OpenModel.of(flags.model);
        Workers workers = new Workers("worker", threads)) {
      InMemory memory = new InMemory();
      List<Reopened> parts = new ArrayList<>();
      for (Settings of : other.none() ? starts : starts.subList(starts.size() - 1, starts.size())) {
        parts.add(
            simulated
                ? SimulatedRun.open(recorded, of, memory, open, workers, threads, view)
                : NetworkedRun.open(recorded, of, places.folders(), open, workers, threads, view));
      }
      Reopened again = parts.get(parts.size() - 1);
      if (!other.none()) {
        return new OtherRun(again, other, output, workers).run(open, target, this::print);
      }
      int last = recorded.rounds().size();
      view.phase(PHASE, 0, last); // the time of the first round counts
      ReplayResult result =
          again.replay(parts, workers.executor(), round -> view.phase(PHASE, round, last));
      return say(result.and(RecordCheck.otherPictures(run, again.pictures()), missing(recorded)));
    }
  }

  /** What the record lacks. */
  private List<String> missing(RecordedRun recorded) {
    List<String> missing = new ArrayList<>(recorded.notes());
    if (RecordManifest.digest(run) == null) {
      missing.add(
          "Bytes of files that no other file repeats: the run has no %s, because it has not ended or is of an earlier version."
              .formatted(RecordManifest.NAME));
    }
    return missing;
  }

  private int say(ReplayResult result) {
    ReplayReport report = new ReplayReport(run.toString(), result, RecordManifest.digest(run));
    print(
        format == OutputOptions.Format.JSON
            ? List.of(report.json().toString())
            : report.text(Terminal.ofOutput()));
    return (result.equal() ? ExitCode.DONE : ExitCode.DIFFERS).code();
  }

  private void print(List<String> lines) {
    PrintWriter to = spec.commandLine().getOut();
    lines.forEach(to::println);
    to.flush();
  }
}
