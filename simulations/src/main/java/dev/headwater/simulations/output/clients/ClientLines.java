package dev.headwater.simulations.output.clients;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.disk.AppendedFile;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.TimedAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code clients.jsonl} while a run writes it. Lines are kept until {@link #flush}, and are not
 * forced to the disk: no result depends on them, and a run that is killed loses the last ones.
 */
public final class ClientLines implements RoundListener {
  /** Clients asked and scored over all rounds; those of later rounds are not written. */
  static final long MOST = 2_000_000;

  private final Path run;
  private final int lastRound;
  private final Path file;
  private final Supplier<List<TimedAnswer>> answers;
  private final List<String> waiting = new ArrayList<>();
  private final ClientRoundText text = new ClientRoundText();
  private long entries;

  /**
   * The lines of a run that has not begun: the file stays as it is.
   *
   * @param run the run's folder
   * @param lastRound of before a resumption, 0 for a new run
   * @param answers that have come since they were taken last
   */
  public ClientLines(Path run, int lastRound, Supplier<List<TimedAnswer>> answers) {
    this.run = run;
    this.lastRound = lastRound;
    this.file = run.resolve(ClientsFile.NAME);
    this.answers = answers;
  }

  /**
   * Drops what the file holds of rounds that are run again.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void begin() {
    entries = ClientsFile.cut(run, lastRound);
  }

  @Override
  public void onRound(RoundReport report) {
    List<TimedAnswer> taken = answers.get();
    if (entries <= MOST) {
      ClientRound round = ClientRound.of(report, taken);
      entries += round.entries();
      waiting.add(text.encode(round));
    }
  }

  /**
   * Writes what is not written yet.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    try (AppendedFile out = AppendedFile.open(file)) {
      out.append(String.join("\n", waiting), false);
      waiting.clear();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static UncheckedIOException failed(Path file, IOException e) {
    return new UncheckedIOException(
        "run folder: %s cannot be written: %s (expected: a disk with room and the right to write)"
            .formatted(file, FileTrouble.words(e)),
        e);
  }
}
