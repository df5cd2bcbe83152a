package dev.headwater.cli.sweep;

import dev.headwater.cli.compare.ComparisonFormat;
import dev.headwater.cli.compare.ComparisonText;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.run.SimulateCommand;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.ComparisonFiles;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
      names = "--data-root",
      paramLabel = "DIR",
      description = "Folder in which data and backbones of the file are looked for first.")
  @Nullable Path dataRoot;

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
    SweepPlan plan = SweepPlan.of(wanted, dataRoot);
    SimulateCommand first = plan.runs().get(0).command(file, Map.of());
    return first.withExtensions(() -> sweep(plan, first.aloneInProcess()));
  }

  private int sweep(SweepPlan plan, boolean oneAtATime) throws IOException {
    plan.check();
    int atATime = Sweeping.jobs(jobs, oneAtATime);
    Path dir = out == null ? Path.of("sweeps", plan.file().stem()) : out;
    plan.requireData(dir);
    // Open to the end: a signal waits until the results are written.
    try (Signals signals = new Signals();
        SweepFolder folder = SweepFolder.open(dir, plan)) {
      Sweeping sweeping = Sweeping.carryOut(plan, folder, atATime, format == ComparisonFormat.TEXT);
      print(sweeping.comparison(), sweeping.facts());
      if (format == ComparisonFormat.TEXT) {
        closing(folder, sweeping);
      }
      return sweeping.exitCode().code();
    }
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

  private void closing(SweepFolder folder, Sweeping sweeping) {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println();
    if (sweeping.interrupted()) {
      terminal.println(sweeping.whatIsLeft());
    }
    terminal.println("Report: " + folder.page());
    terminal.flush();
  }
}
