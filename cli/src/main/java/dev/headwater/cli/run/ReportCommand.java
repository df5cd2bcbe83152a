package dev.headwater.cli.run;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.report.ReportHtml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code headwater report}: regenerates a run's report, also for a run that was interrupted or
 * failed.
 */
@Command(
    name = "report",
    description = "Writes the report of a run again, also of a run that was killed.",
    footer = {"headwater report runs/latest", "headwater report runs/latest --to report.html"},
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "A run's folder.")
  Path run = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "File of the report; it must not exist yet. Default: report-again.html in RUN.")
  Path to = Path.of("");

  @Override
  public Integer call() throws IOException {
    RecordedRun recorded = RunFolder.open(run);
    RecordManifest.requireUnchanged(run, RunFolder.CONFIG, RunFolder.ROUNDS);
    String html = ReportHtml.render(recorded);
    Path target = to.toString().isEmpty() ? run.resolve("report-again.html") : to;
    if (Files.exists(target)) {
      throw new UserDataException(
          "report: %s exists (expected: a new file; choose one with --to)".formatted(target));
    }
    WholeFile.write(target, html);
    spec.commandLine().getOut().println(target);
    return ExitCode.DONE.code();
  }
}
