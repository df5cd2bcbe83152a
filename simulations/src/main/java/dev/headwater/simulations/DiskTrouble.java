package dev.headwater.simulations;

import dev.headwater.files.FileTrouble;
import dev.headwater.simulations.output.state.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What a full disk has left: files are whole or not there. */
final class DiskTrouble {
  private DiskTrouble() {}

  /**
   * The failure with what is saved; the same one if it is none of a disk.
   *
   * @param run the run's folder
   */
  static UncheckedIOException said(UncheckedIOException e, Path run) {
    IOException trouble = FileTrouble.in(e);
    if (trouble == null) {
      return e;
    }
    int round = Checkpoint.lastRound(run);
    String saved =
        round == 0
            ? "; no round is saved"
            : "; saved in %s: everything up to round %d, go on with --resume when there is room"
                .formatted(run, round);
    return new UncheckedIOException(FileTrouble.sentence(e, trouble) + saved, trouble);
  }
}
