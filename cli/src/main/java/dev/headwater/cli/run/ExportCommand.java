package dev.headwater.cli.run;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.export.ExportFormat;
import dev.headwater.simulations.export.ExportTable;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.clients.ClientsFile;
import dev.headwater.simulations.output.manifest.RecordManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater export}: the metrics of a run as a table for other programs. */
@Command(
    name = "export",
    description =
        "Writes the metrics of a run as CSV or JSON lines: a row a client and round, or a row a round.",
    footer = {
      "headwater export runs/latest --out clients.csv",
      "headwater export runs/latest --table rounds --format jsonl"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ExportCommand implements Callable<Integer> {
  private static final int CHUNK = 1 << 20;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "A run's folder.")
  Path run = Path.of("");

  @Option(
      names = "--table",
      paramLabel = "NAME",
      defaultValue = "clients",
      description =
          "clients (a row for every client that a round asked or scored) or rounds. Default: ${DEFAULT-VALUE}.")
  ExportTable table = ExportTable.CLIENTS;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "csv",
      description = "csv or jsonl (a JSON object a line). Default: ${DEFAULT-VALUE}.")
  ExportFormat format = ExportFormat.CSV;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A file that does not exist yet. Default: standard output.")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    RecordedRun recorded = RunFolder.open(run);
    RecordManifest.requireUnchanged(
        run, RunFolder.CONFIG, RunFolder.ROUNDS, RunFolder.DETAILS, ClientsFile.NAME);
    PrintWriter terminal = spec.commandLine().getOut();
    Path file = out;
    if (file == null) {
      table.write(recorded, format, terminal::print);
    } else {
      write(recorded, file);
      terminal.println(file);
    }
    terminal.flush();
    PrintWriter errors = spec.commandLine().getErr();
    table
        .lacks(recorded)
        .ifPresent(
            what -> Terminal.ofErrors().lines("headwater: " + what).forEach(errors::println));
    return ExitCode.DONE.code();
  }

  private void write(RecordedRun recorded, Path file) {
    if (Files.exists(file)) {
      throw new UserDataException(
          "out: %s exists (expected: a new file; choose another)".formatted(file));
    }
    List<ByteBuffer> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    table.write(
        recorded,
        format,
        line -> {
          chunk.append(line);
          if (chunk.length() >= CHUNK) {
            chunks.add(StandardCharsets.UTF_8.encode(chunk.toString()));
            chunk.setLength(0);
          }
        });
    chunks.add(StandardCharsets.UTF_8.encode(chunk.toString()));
    try {
      WholeFile.write(file, chunks.toArray(ByteBuffer[]::new));
    } catch (IOException e) {
      throw new UserDataException(
          "out: %s cannot be written, %s (expected: a folder that exists and takes files)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }
}
