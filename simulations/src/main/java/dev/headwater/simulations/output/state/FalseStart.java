package dev.headwater.simulations.output.state;

import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.files.disk.Disk;
import dev.headwater.learning.privacy.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder whose run was killed before it began: nobody was asked and nothing was paid, so that
 * another run can begin there as if it were empty.
 */
public final class FalseStart {
  /** What is written before the configuration, with which a run begins. */
  private static final Set<String> EARLY =
      Set.of(FolderLock.NAME, FolderPlace.NAME, LedgerFile.NAME, LedgerFile.HEAD, AuditFile.NAME);

  private FalseStart() {}

  /**
   * {@return whether nothing but the beginning of a run is in a folder; also if it is empty}
   *
   * @param folder which exists
   * @throws IOException if it cannot be listed
   */
  public static boolean in(Path folder) throws IOException {
    for (Path entry : entries(folder)) {
      if (!EARLY.contains(entry.getFileName().toString()) && !WholeFile.isLeftover(entry)) {
        return false;
      }
    }
    return nothingPaid(folder);
  }

  private static boolean nothingPaid(Path folder) {
    if (!Files.exists(folder.resolve(LedgerFile.NAME))) {
      return true;
    }
    try {
      return LedgerEntry.paid(LedgerFile.read(folder).entries()).isEmpty();
    } catch (UserDataException e) {
      return false; // it stays as it is
    }
  }

  /**
   * Empties such a folder, but for its lock.
   *
   * @param folder locked by the caller, and {@link #in}
   * @throws IOException if a file cannot be deleted
   */
  public static void clear(Path folder) throws IOException {
    for (Path entry : entries(folder)) {
      if (!entry.endsWith(FolderLock.NAME)) {
        Disk.delete(entry);
      }
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
