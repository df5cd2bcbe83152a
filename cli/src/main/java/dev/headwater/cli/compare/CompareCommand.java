package dev.headwater.cli.compare;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.ComparisonFiles;
import dev.headwater.simulations.comparison.Group;
import dev.headwater.simulations.comparison.Trial;
import dev.headwater.simulations.comparison.page.ComparisonFacts;
import dev.headwater.simulations.comparison.page.ComparisonPage;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.output.text.Launcher;
import dev.headwater.simulations.output.text.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater compare}: recorded runs side by side. */
@Command(
    name = "compare",
    description =
        "Sets runs side by side: settings that differ, final figures by pairs of equal seeds, and digests.",
    footer = {
      "headwater compare runs/first runs/second",
      "headwater compare runs/first runs/second --out compare.html"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {
  private static final int DIGITS = 16;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Folders of runs, two or more: such as those of a sweep.")
  List<Path> runs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A page with curves and tables; it must not exist yet. Default: none.")
  @Nullable Path out;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "text, json or csv on standard output. Default: ${DEFAULT-VALUE}.")
  ComparisonFormat format = ComparisonFormat.TEXT;

  @Override
  public Integer call() throws IOException {
    runs.forEach(CompareCommand::requireNoSweep);
    if (runs.size() < 2) {
      throw new UserDataException(
          "compare: one run (expected: two or more; a run alone is shown by its report.html)");
    }
    if (out != null && Files.exists(out)) {
      throw new UserDataException(
          "out: %s exists (expected: a new file; choose another)".formatted(out));
    }
    Recorded recorded = Recorded.of(runs);
    if (out != null) {
      WholeFile.write(out, ComparisonPage.render(recorded.comparison(), facts(recorded)));
    }
    print(recorded);
    return ExitCode.DONE.code();
  }

  private static void requireNoSweep(Path folder) {
    Path page = folder.resolve("sweep.html");
    if (Files.isRegularFile(folder.resolve("sweep.yaml"))) {
      throw new UserDataException(
          "compare: %s is the folder of a sweep%s (expected: folders of runs; those of a sweep's runs are the folders in it)"
              .formatted(
                  folder,
                  Files.exists(page) ? ", whose runs are compared in %s".formatted(page) : ""));
    }
  }

  private ComparisonFacts facts(Recorded recorded) {
    String names = runs.stream().map(Path::toString).collect(Collectors.joining(" "));
    return new ComparisonFacts(
        Quantities.count(runs.size(), "run") + " side by side",
        "Headwater comparison",
        Launcher.command() + " compare " + names.replaceAll("(^| )/\\S*/(?=[^/ ])", "$1.../"),
        "",
        recorded.shared(),
        Version.current());
  }

  private void print(Recorded recorded) {
    PrintWriter terminal = spec.commandLine().getOut();
    PrintWriter errors = spec.commandLine().getErr();
    Comparison comparison = recorded.comparison();
    recorded.notes().stream()
        .map(note -> "headwater: " + Text.clean(note))
        .flatMap(note -> Terminal.ofErrors().lines(note).stream())
        .forEach(errors::println);
    errors.flush();
    switch (format) {
      case TEXT -> text(comparison, terminal);
      case JSON ->
          terminal.println(
              Json.line(
                  new ComparisonFiles(comparison)
                      .json("comparison", Map.of("version", Version.current()))));
      case CSV -> terminal.print(new ComparisonFiles(comparison).csv());
    }
    terminal.flush();
  }

  private void text(Comparison comparison, PrintWriter terminal) {
    ComparisonText.lines(comparison, Terminal.ofOutput()).forEach(terminal::println);
    terminal.println();
    Terminal.ofOutput()
        .lines("Parameters after the last round (SHA-256), accuracy, run")
        .forEach(terminal::println);
    for (Group group : comparison.groups()) {
      for (Trial trial : group.trials()) {
        terminal.println(
            "  %s  %7s  %s"
                .formatted(
                    trial.end().digest().substring(0, DIGITS),
                    Quantities.percent(trial.accuracy()),
                    Text.clean(trial.folder())));
      }
    }
    if (out != null) {
      terminal.println();
      terminal.println("Report: " + out);
    }
  }
}
