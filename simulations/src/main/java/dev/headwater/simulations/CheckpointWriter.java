package dev.headwater.simulations;

import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.output.state.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run's checkpoint up to date: after every round where rounds are paid for, since one that
 * is run again is paid again, and where clients elsewhere keep memory; else at most once a second,
 * since it gives the same bits again.
 */
final class CheckpointWriter implements RoundListener {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Path folder;
  private final String strategy;
  private final String memoryId;

  /** The memory of clients in this process; null where clients keep it themselves. */
  private final @Nullable InMemory clients;

  private final LongSupplier nanoTime;
  private @Nullable Checkpoint unwritten;
  private long written;

  CheckpointWriter(
      Path folder,
      String strategy,
      String memoryId,
      @Nullable InMemory clients,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.strategy = strategy;
    this.memoryId = memoryId;
    this.clients = clients;
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
            state,
            clients == null ? new TreeMap<>() : clients.snapshot(state.counted()));
    boolean kept = clients == null && !state.counted().isEmpty(); // by clients that move on
    if (report.privacy() != null || kept || nanoTime.getAsLong() - written >= PAUSE_NANOS) {
      flush();
    }
  }

  /** Writes what is not written yet. */
  void flush() {
    if (unwritten != null) {
      try {
        unwritten.write(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "checkpoint: cannot be written into %s: %s".formatted(folder, e.getMessage()), e);
      }
      unwritten = null;
      written = nanoTime.getAsLong();
    }
  }
}
