package dev.headwater.simulations.export;

import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.clients.ClientsFile;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Which table of a run. Columns and their units stand in docs/reports.md. */
public enum ExportTable {
  /** A row a client and round: what came of it, and how it was served. */
  CLIENTS,
  /** A row a round. */
  ROUNDS;

  /**
   * Writes the table.
   *
   * @param run as it was read
   * @param format of the lines
   * @param out takes text that ends with a line end
   * @throws UserDataException if the run shows no single clients, or its file of them is damaged
   */
  public void write(RecordedRun run, ExportFormat format, Consumer<String> out) {
    if (this == ROUNDS) {
      out.accept(format.head(RoundRows.COLUMNS));
      RoundRows.of(run).forEach(row -> out.accept(format.line(row)));
      return;
    }
    if (!Files.isRegularFile(run.dir().resolve(ClientsFile.NAME))) {
      throw new UserDataException(
          "run: %s has no %s (expected: one; runs under --privacy or --secure-aggregation keep nothing of single clients, and neither did earlier versions; --table rounds exports the rounds)"
              .formatted(run.dir(), ClientsFile.NAME));
    }
    out.accept(format.head(ClientRows.COLUMNS));
    new ClientRows(run).forEach(row -> out.accept(format.line(row)));
  }

  /**
   * {@return what the table lacks, and what would have filled it; empty if it lacks nothing}
   *
   * @param run that can be written
   */
  public Optional<String> lacks(RecordedRun run) {
    if (this == ROUNDS) {
      return Optional.empty();
    }
    AtomicBoolean scored = new AtomicBoolean();
    ClientsFile.read(run.dir(), round -> scored.compareAndSet(false, !round.scores().isEmpty()));
    return scored.get()
        ? Optional.empty()
        : Optional.of(
            "the columns of scores are empty: no client scored the head in this run (with --client-scores N clients do so every N rounds, on the pictures that they hold out)");
  }
}
