package dev.headwater.simulations;

import dev.headwater.files.FileTrouble;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run's checkpoint up to date: after every round, before the next one begins, if rounds are
 * paid for (a repeated round is paid again), remote clients keep memory, or they answer masked
 * rounds (once); else at most once a second, because repeated rounds give the same bits.
 */
final class CheckpointWriter implements RoundListener {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final RunFolder folder;
  private final RunHistory history;
  private final String strategy;
  private final String memoryId;

  /** The memory of clients in this process; null if clients keep it themselves. */
  private final @Nullable InMemory clients;

  private final @Nullable LedgerFile ledger;

  /** Digest of the training pictures, empty if they are not known here. */
  private final String data;

  /** What the clients did, written beside the details; does nothing if nobody may know. */
  private final Runnable clientLines;

  private final LongSupplier nanoTime;
  private @Nullable Checkpoint unwritten;
  private long written;
  private boolean newDetails;
  private long detailed;

  CheckpointWriter(
      RunFolder folder,
      RunHistory history,
      String strategy,
      String memoryId,
      @Nullable InMemory clients,
      @Nullable LedgerFile ledger,
      String data,
      Runnable clientLines,
      LongSupplier nanoTime) {
    this.folder = folder;
    this.history = history;
    this.strategy = strategy;
    this.memoryId = memoryId;
    this.clients = clients;
    this.ledger = ledger;
    this.data = data;
    this.clientLines = clientLines;
    this.nanoTime = nanoTime;
    this.written = nanoTime.getAsLong() - PAUSE_NANOS;
    this.detailed = written;
  }

  @Override
  public void onRound(RoundReport report) {
    newDetails = true;
    ServerState state = report.state();
    unwritten =
        new Checkpoint(
            report.round(),
            strategy,
            memoryId,
            new Checkpoint.Beside(
                ledger == null ? null : ledger.head(),
                folder.roundsDigest(),
                folder.lastLine(),
                data),
            state,
            clients == null ? new TreeMap<>() : clients.snapshot(state.counted()));
    boolean remote =
        clients == null && (!state.counted().isEmpty() || report.task().masking() != null);
    if (report.privacy() != null || remote || nanoTime.getAsLong() - written >= PAUSE_NANOS) {
      write();
    }
  }

  /** What a run does until its rounds have ended. */
  @FunctionalInterface
  interface Rounds {
    void run() throws InterruptedException;
  }

  /**
   * Runs rounds, and writes what is not written yet when they end, so that nothing is missing if
   * the run is killed from here on; also where they end early, for a reason that the run is resumed
   * after.
   */
  void flushedAfter(Rounds rounds) throws InterruptedException {
    try {
      rounds.run();
    } catch (InterruptedException | BudgetSpentException | QuorumNotMetException e) {
      flush();
      throw e;
    }
    flush();
  }

  private void flush() {
    writeDetails();
    write();
  }

  /** The details first: a run that is killed in between repeats the round. */
  private void write() {
    if (unwritten == null) {
      return;
    }
    if (nanoTime.getAsLong() - detailed >= PAUSE_NANOS) {
      writeDetails();
    }
    try {
      unwritten.write(folder.dir());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "run folder: %s cannot be written: %s (expected: a disk with room and the right to write)"
              .formatted(folder.file(Checkpoint.NAME), FileTrouble.words(e)),
          e);
    }
    unwritten = null;
    written = nanoTime.getAsLong();
  }

  /** They are large where there are many clients, and only the report needs them. */
  private void writeDetails() {
    if (newDetails) {
      clientLines.run();
      folder.write(RunFolder.DETAILS, Json.pretty(history.details()));
      newDetails = false;
      detailed = nanoTime.getAsLong();
    }
  }
}
