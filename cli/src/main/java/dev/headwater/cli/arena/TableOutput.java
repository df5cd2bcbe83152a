package dev.headwater.cli.arena;

import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.arena.MarkdownTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a table in Markdown goes, beside standard output. */
final class TableOutput {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File of the table, in Markdown; it must not exist yet. Default: none.")
  @Nullable Path out;

  /** Refuses a file that is there, before the long work. */
  void check() {
    if (out != null && Files.exists(out)) {
      throw new UserDataException("out: %s exists (expected: a new file)".formatted(out));
    }
  }

  /** Prints the table, and writes it where it was asked for. */
  int put(PrintWriter terminal, MarkdownTable table) throws IOException {
    if (out != null) {
      WholeFile.write(out, table.toString());
    }
    terminal.print(table);
    terminal.flush();
    return ExitCode.DONE.code();
  }
}
