package dev.headwater.cli.sweep;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.setup.SharedPictures;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Setting;
import dev.headwater.simulations.comparison.SharedSettings;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.comparison.page.ComparisonFacts;
import dev.headwater.simulations.output.text.Launcher;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sweep that has been carried out, as far as it came; its files are written.
 *
 * @param plan of all its runs
 * @param results of the runs that have ended, failed or were interrupted
 * @param comparison of them
 */
record Sweeping(SweepPlan plan, List<Result> results, Comparison comparison) {

  /**
   * Runs what is left of a sweep, and writes its results.
   *
   * @param folder of the sweep, open
   * @param jobs runs at a time
   * @param onOutput whether progress goes to standard output; else to standard error
   * @throws IOException if the results cannot be written
   */
  static Sweeping carryOut(SweepPlan plan, SweepFolder folder, int jobs, boolean onOutput)
      throws IOException {
    List<Result> results = run(plan, folder, jobs, onOutput);
    Sweeping sweeping = new Sweeping(plan, results, comparison(plan, results));
    folder.write(sweeping.comparison, sweeping.head(), sweeping.facts());
    return sweeping;
  }

  /**
   * How many runs take place at a time.
   *
   * @param wanted by the user, null for one a core
   * @param alone whether a run has all executors
   * @throws UserDataException if that is not possible
   */
  static int jobs(@Nullable Integer wanted, boolean alone) {
    if (wanted != null && (wanted < 1 || wanted > 1024)) {
      throw new UserDataException("jobs: %d (expected: 1 to 1024)".formatted(wanted));
    }
    if (alone && wanted != null && wanted > 1) {
      throw new UserDataException(
          "jobs: %d with --engine spark (expected: 1; a run has all executors)".formatted(wanted));
    }
    int usual = alone ? 1 : Runtime.getRuntime().availableProcessors();
    return wanted == null ? usual : wanted;
  }

  private static List<Result> run(SweepPlan plan, SweepFolder folder, int jobs, boolean onOutput) {
    int cores = Runtime.getRuntime().availableProcessors();
    try (TerminalView view = view(onOutput);
        SharedPictures pictures = new SharedPictures(cores, jobs, view)) {
      SweepRuns runs = new SweepRuns(plan, folder, jobs, view);
      try {
        runs.run(pictures);
      } catch (InterruptedException e) {
        view.note("Interrupted: the runs have saved what they had.");
      }
      return runs.results();
    }
  }

  /** Standard output is for the table alone where a program reads it. */
  private static TerminalView view(boolean onOutput) {
    FileDescriptor where = onOutput ? FileDescriptor.out : FileDescriptor.err;
    return TerminalView.on(
        onOutput ? Terminal.ofOutput() : Terminal.ofErrors(),
        new PrintStream(new FileOutputStream(where), true, StandardCharsets.UTF_8),
        System::nanoTime);
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

  private ComparisonFacts head() {
    List<Map<String, Object>> configs =
        results.stream()
            .filter(Result.Done.class::isInstance)
            .map(result -> ((Result.Done) result).config())
            .toList();
    return new ComparisonFacts(
        plan.file().stem(),
        "Headwater sweep",
        command(),
        plan.file().text(),
        SharedSettings.of(configs),
        Version.current());
  }

  private String command() {
    return Launcher.command() + " sweep " + plan.file().file().getFileName();
  }

  /** What the results' files say in front of the comparison. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", String.valueOf(plan.file().file().getFileName()));
    facts.put("command", command());
    facts.put("version", Version.current());
    facts.put("runs", plan.runs().size());
    facts.put("complete", !interrupted());
    return facts;
  }

  /** Whether runs are left that the same command would go on with. */
  boolean interrupted() {
    return results.size() < plan.runs().size()
        || results.stream().anyMatch(Result.Interrupted.class::isInstance);
  }

  /** A sentence for whoever has interrupted it. */
  String whatIsLeft() {
    long ended = results.stream().filter(Result.Done.class::isInstance).count();
    return "Interrupted: %d of %d runs have ended. The same command goes on."
        .formatted(ended, plan.runs().size());
  }

  ExitCode exitCode() {
    if (interrupted()) {
      return ExitCode.INTERRUPTED;
    }
    boolean failed = results.stream().anyMatch(Result.Failed.class::isInstance);
    return failed ? ExitCode.FAILED : ExitCode.DONE;
  }
}
