package dev.headwater.cli.sweep;

import dev.headwater.cli.compare.ComparisonFormat;
import dev.headwater.cli.compare.ComparisonText;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.run.SimulateCommand;
import dev.headwater.cli.setup.SharedPictures;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.ComparisonFiles;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Setting;
import dev.headwater.simulations.comparison.SharedSettings;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.comparison.page.Origin;
import dev.headwater.simulations.output.text.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater sweep}: many runs of {@code simulate} from one file, and which is better. */
@Command(
    name = "sweep",
    description =
        "Runs every combination of settings in a file, and says which is better and whether that is noise. The same command goes on after an interruption.",
    footer = {
      "headwater sweep examples/sweeps/strategies.yaml",
      "headwater sweep sweep.yaml --jobs 1"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class SweepCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "YAML with base (flags of all runs), grid (lists of values) or list (sets of flags), and seeds: docs/sweeps.md.")
  Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The sweep's folder, with a run folder for every run. Default: sweeps/ and the file's name.")
  @Nullable Path out;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Runs at a time; no result depends on it. Default: one a core.")
  @Nullable Integer jobs;

  @Option(names = "--yes", description = "Start more than 1,000 runs without asking.")
  boolean yes;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "text, json or csv on standard output; progress then goes to standard error. Default: ${DEFAULT-VALUE}.")
  ComparisonFormat format = ComparisonFormat.TEXT;

  @Override
  public Integer call() throws Exception {
    SweepFile wanted = SweepFile.read(file);
    ManyRuns.require(wanted.count(), yes, ManyRuns.onTerminal());
    SweepPlan plan = SweepPlan.of(wanted);
    SimulateCommand first = plan.runs().get(0).command(file, Map.of());
    return first.withExtensions(() -> sweep(plan, first.aloneInProcess()));
  }

  private int sweep(SweepPlan plan, boolean oneAtATime) throws IOException {
    plan.check();
    int atATime = atATime(oneAtATime);
    Path dir = out == null ? Path.of("sweeps", plan.file().stem()) : out;
    // Open to the end: a signal waits until the results are written.
    try (Signals signals = new Signals();
        SweepFolder folder = SweepFolder.open(dir, plan)) {
      List<Result> results = run(plan, folder, atATime);
      Comparison comparison = comparison(plan, results);
      Origin origin = origin(plan, results);
      boolean interrupted = results.size() < plan.runs().size() || anyInterrupted(results);
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("file", String.valueOf(file.getFileName()));
      more.put("command", origin.command());
      more.put("version", Version.current());
      more.put("runs", plan.runs().size());
      more.put("complete", !interrupted);
      folder.write(comparison, origin, more);
      print(comparison, more);
      if (format == ComparisonFormat.TEXT) {
        closing(folder, results, plan, interrupted);
      }
      if (interrupted) {
        return ExitCode.INTERRUPTED.code();
      }
      boolean failed = results.stream().anyMatch(Result.Failed.class::isInstance);
      return (failed ? ExitCode.FAILED : ExitCode.DONE).code();
    }
  }

  private int atATime(boolean oneAtATime) {
    Integer wanted = jobs;
    if (wanted != null && (wanted < 1 || wanted > 1024)) {
      throw new UserDataException("jobs: %d (expected: 1 to 1024)".formatted(wanted));
    }
    if (oneAtATime && wanted != null && wanted > 1) {
      throw new UserDataException(
          "jobs: %d with --engine spark (expected: 1; a run has all executors)".formatted(wanted));
    }
    int usual = oneAtATime ? 1 : Runtime.getRuntime().availableProcessors();
    return wanted == null ? usual : wanted;
  }

  private List<Result> run(SweepPlan plan, SweepFolder folder, int atATime) {
    int cores = Runtime.getRuntime().availableProcessors();
    try (TerminalView view = view();
        SharedPictures pictures = new SharedPictures(cores, atATime, view)) {
      SweepRuns runs = new SweepRuns(plan, folder, atATime, view);
      try {
        runs.run(pictures);
      } catch (InterruptedException e) {
        view.note("Interrupted: the runs have saved what they had.");
      }
      return runs.results();
    }
  }

  /** Standard output is for the table alone where a program reads it. */
  private TerminalView view() {
    boolean text = format == ComparisonFormat.TEXT;
    FileDescriptor where = text ? FileDescriptor.out : FileDescriptor.err;
    return TerminalView.on(
        text ? Terminal.ofOutput() : Terminal.ofErrors(),
        new PrintStream(new FileOutputStream(where), true, StandardCharsets.UTF_8),
        System::nanoTime);
  }

  private static boolean anyInterrupted(List<Result> results) {
    return results.stream().anyMatch(Result.Interrupted.class::isInstance);
  }

  private static Comparison comparison(SweepPlan plan, List<Result> results) {
    Map<Setting, List<Trial>> trials = new LinkedHashMap<>();
    Map<Setting, List<Group.Failure>> failures = new LinkedHashMap<>();
    plan.runs().forEach(run -> trials.putIfAbsent(run.setting(), new ArrayList<>()));
    plan.runs().forEach(run -> failures.putIfAbsent(run.setting(), new ArrayList<>()));
    for (Result result : results) {
      Setting setting = result.run().setting();
      if (result instanceof Result.Done done) {
        trials.computeIfAbsent(setting, s -> new ArrayList<>()).add(done.trial());
      } else if (result instanceof Result.Failed failed) {
        failures
            .computeIfAbsent(setting, s -> new ArrayList<>())
            .add(new Group.Failure(result.run().seed(), failed.sentence()));
      }
    }
    return Comparison.of(
        trials.entrySet().stream()
            .map(
                one ->
                    new Group(
                        one.getKey(),
                        one.getValue(),
                        failures.getOrDefault(one.getKey(), List.of())))
            .toList());
  }

  private Origin origin(SweepPlan plan, List<Result> results) {
    List<Map<String, Object>> configs =
        results.stream()
            .filter(Result.Done.class::isInstance)
            .map(result -> ((Result.Done) result).config())
            .toList();
    return new Origin(
        plan.file().stem(),
        "Headwater sweep",
        "./headwater sweep " + file.getFileName(),
        plan.file().text(),
        SharedSettings.of(configs),
        Version.current());
  }

  private void print(Comparison comparison, Map<String, Object> more) {
    PrintWriter terminal = spec.commandLine().getOut();
    switch (format) {
      case TEXT -> {
        terminal.println();
        ComparisonText.lines(comparison, Terminal.ofOutput()).forEach(terminal::println);
      }
      case JSON -> terminal.println(Json.line(new ComparisonFiles(comparison).json("sweep", more)));
      case CSV -> terminal.print(new ComparisonFiles(comparison).csv());
    }
    terminal.flush();
  }

  private void closing(
      SweepFolder folder, List<Result> results, SweepPlan plan, boolean interrupted) {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println();
    if (interrupted) {
      long ended = results.stream().filter(Result.Done.class::isInstance).count();
      terminal.println(
          "Interrupted: %d of %d runs have ended. The same command goes on."
              .formatted(ended, plan.runs().size()));
    }
    terminal.println("Report: " + folder.page());
    terminal.flush();
  }
}
