package dev.headwater.cli.sweep;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.process.Version;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.output.text.Launcher;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater reproduce}: published results, run again, theirs beside ours. */
@Command(
    name = "reproduce",
    description =
        "Runs published results again, each a sweep with the source and the figures of its paper, and writes theirs beside ours. The same command goes on after an interruption.",
    footer = {
      "headwater reproduce simulations/experiments --data-root DIR",
      "headwater reproduce simulations/experiments/fedavg-rounds.yaml --data-root DIR"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ReproduceCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files of sweeps with a part 'paper', or folders of such files.")
  List<Path> files = List.of();

  @Option(
      names = "--data-root",
      paramLabel = "DIR",
      description = "Folder in which data and backbones of the files are looked for first.")
  @Nullable Path dataRoot;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "sweeps",
      description = "Where the sweeps' folders are. Default: ${DEFAULT-VALUE}.")
  Path runs = Path.of("sweeps");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "results.md",
      description = "The page, Markdown; replaced if it is there. Default: ${DEFAULT-VALUE}.")
  Path out = Path.of("results.md");

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Runs at a time; no result depends on it. Default: one a core.")
  @Nullable Integer jobs;

  @Override
  public Integer call() throws IOException {
    int atATime = Sweeping.jobs(jobs, false);
    requireWritable();
    List<SweepPlan> plans = new ArrayList<>();
    List<Paper> papers = new ArrayList<>();
    for (Path file : experiments()) { // all are checked before the first one runs
      SweepFile read = SweepFile.read(file);
      ManyRuns.require(read.count(), false, ManyRuns.onTerminal());
      SweepPlan plan = SweepPlan.of(read, dataRoot);
      papers.add(Paper.of(read, plan));
      plan.check();
      plans.add(plan);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    ExitCode code = ExitCode.DONE;
    List<ResultsPage.Entry> entries = new ArrayList<>();
    try (Signals signals = new Signals()) {
      for (int i = 0; i < plans.size(); i++) {
        SweepPlan plan = plans.get(i);
        terminal.printf("%d of %d: %s%n", i + 1, plans.size(), papers.get(i).title());
        terminal.flush();
        try (SweepFolder folder = SweepFolder.open(runs.resolve(plan.file().stem()), plan)) {
          Sweeping sweeping = Sweeping.carryOut(plan, folder, atATime, true);
          if (sweeping.interrupted()) {
            terminal.println(sweeping.whatIsLeft());
            terminal.flush();
            return ExitCode.INTERRUPTED.code();
          }
          code = sweeping.exitCode() == ExitCode.DONE ? code : sweeping.exitCode();
          entries.add(new ResultsPage.Entry(papers.get(i), sweeping));
        }
      }
    }
    write(new ResultsPage(entries).render(command(), Version.current()));
    terminal.println("Results: " + out);
    terminal.flush();
    return code.code();
  }

  /** Before the long work, not after it. */
  private void requireWritable() {
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(out)) {
      throw new UserDataException(
          "out: %s cannot be written (expected: a file in a folder that is there)".formatted(out));
    }
  }

  private void write(String page) {
    try {
      WholeFile.write(out, page);
    } catch (IOException e) {
      throw new UserDataException(
          "out: %s cannot be written: %s (expected: a file in a folder that is there)"
              .formatted(out, FileTrouble.words(e)),
          e);
    }
  }

  private String command() {
    List<String> words = new ArrayList<>(List.of(Launcher.command() + " reproduce"));
    files.forEach(file -> words.add(file.toString()));
    if (dataRoot != null) {
      words.add("--data-root DIR");
    }
    words.add("--out " + out);
    return String.join(" ", words);
  }

  private List<Path> experiments() {
    List<Path> all = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isDirectory(file)) {
        all.add(file);
        continue;
      }
      try (Stream<Path> entries = Files.list(file)) {
        List<Path> found =
            entries.filter(entry -> entry.toString().endsWith(".yaml")).sorted().toList();
        if (found.isEmpty()) {
          throw new UserDataException(
              "reproduce: %s holds no file that ends in .yaml (expected: sweeps with a part 'paper')"
                  .formatted(file));
        }
        all.addAll(found);
      } catch (IOException e) {
        throw new UserDataException(
            "reproduce: %s cannot be listed: %s".formatted(file, FileTrouble.words(e)), e);
      }
    }
    return all;
  }
}
