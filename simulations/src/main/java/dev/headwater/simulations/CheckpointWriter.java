package dev.headwater.simulations;

import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.strategies.ServerUpdate;
import dev.headwater.simulations.output.state.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run's checkpoint up to date: after every round where rounds are paid for, since one that
 * is run again is paid again; else at most once a second, since it gives the same bits again.
 */
final class CheckpointWriter implements RoundListener {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Path folder;
  private final ServerUpdate server;
  private final LongSupplier nanoTime;
  private @Nullable Checkpoint unwritten;
  private long written;

  CheckpointWriter(Path folder, ServerUpdate server, LongSupplier nanoTime) {
    this.folder = folder;
    this.server = server;
    this.nanoTime = nanoTime;
    this.written = nanoTime.getAsLong() - PAUSE_NANOS;
  }

  @Override
  public void onRound(RoundReport report) {
    unwritten = new Checkpoint(report.round(), report.parameters(), server.memory());
    if (report.privacy() != null || nanoTime.getAsLong() - written >= PAUSE_NANOS) {
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
