package dev.headwater.simulations;

import dev.headwater.files.FileTrouble;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.LedgerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run's checkpoint up to date: after every round if rounds are paid for (a repeated round
 * is paid again) or remote clients keep memory; else at most once a second, because repeated rounds
 * give the same bits.
 */
final class CheckpointWriter implements RoundListener {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Path folder;
  private final String strategy;
  private final String memoryId;

  /** The memory of clients in this process; null if clients keep it themselves. */
  private final @Nullable InMemory clients;

  private final @Nullable LedgerFile ledger;
  private final LongSupplier nanoTime;
  private @Nullable Checkpoint unwritten;
  private long written;

  CheckpointWriter(
      Path folder,
      String strategy,
      String memoryId,
      @Nullable InMemory clients,
      @Nullable LedgerFile ledger,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.strategy = strategy;
    this.memoryId = memoryId;
    this.clients = clients;
    this.ledger = ledger;
    this.nanoTime = nanoTime;
    this.written = nanoTime.getAsLong() - PAUSE_NANOS;
  }

  @Override
  public void onRound(RoundReport report) {
    ServerState state = report.state();
    unwritten =
        new Checkpoint(
            report.round(),
            strategy,
            memoryId,
            ledger == null ? null : ledger.head(),
            state,
            clients == null ? new TreeMap<>() : clients.snapshot(state.counted()));
    boolean kept = clients == null && !state.counted().isEmpty(); // by remote clients
    if (report.privacy() != null || kept || nanoTime.getAsLong() - written >= PAUSE_NANOS) {
      flush();
    }
  }

  /** Writes a pending checkpoint. */
  void flush() {
    if (unwritten != null) {
      try {
        unwritten.write(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "checkpoint: cannot be written into %s: %s".formatted(folder, FileTrouble.words(e)), e);
      }
      unwritten = null;
      written = nanoTime.getAsLong();
    }
  }
}
