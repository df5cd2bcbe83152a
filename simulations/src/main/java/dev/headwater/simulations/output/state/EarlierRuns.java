package dev.headwater.simulations.output.state;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.text.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Promised runs on the same data in neighbouring folders: what they spend adds up. */
public final class EarlierRuns {
  private static final int NAMED = 3;

  private EarlierRuns() {}

  /**
   * {@return a sentence that names the other runs beside {@code runFolder} that have spent
   * something by their ledger, which holds the same digest of data; empty if there are none}
   * Folders that cannot be read are passed over, and so are links: a run is counted once, and
   * {@code latest} may be the run itself.
   *
   * @param runFolder of a run with a ledger
   * @throws UserDataException if that ledger is damaged
   */
  public static String sentence(Path runFolder) {
    Path own = real(runFolder.toAbsolutePath().normalize());
    Path parent = own.getParent();
    String data = data(LedgerFile.read(own).entries());
    if (data == null || parent == null) {
      return "";
    }
    List<Path> same;
    try (Stream<Path> folders = Files.list(parent)) {
      same =
          folders
              .filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
              .filter(folder -> !folder.equals(own) && data.equals(spentOn(folder)))
              .sorted()
              .toList();
    } catch (IOException e) {
      return ""; // a folder that may not be listed
    }
    if (same.isEmpty()) {
      return "";
    }
    String names =
        same.stream()
            .limit(NAMED)
            .map(folder -> String.valueOf(folder.getFileName()))
            .collect(Collectors.joining(", "));
    return "Privacy adds up: %s%s in %s used the same data. What they cost together: %s privacy total RUN RUN..."
        .formatted(
            names,
            same.size() > NAMED ? " and %d more".formatted(same.size() - NAMED) : "",
            parent,
            Launcher.command());
  }

  private static @Nullable String data(List<LedgerEntry> entries) {
    return !entries.isEmpty() && entries.get(0) instanceof LedgerEntry.Opened opened
        ? opened.data()
        : null;
  }

  private static @Nullable String spentOn(Path folder) {
    try {
      List<LedgerEntry> entries = LedgerFile.read(folder).entries();
      return LedgerEntry.paid(entries).isEmpty() ? null : data(entries);
    } catch (UserDataException e) {
      return null; // somebody else's, or damaged: that is said when it is used
    }
  }

  private static Path real(Path folder) {
    try {
      return Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
    } catch (IOException e) {
      return folder; // a link to nothing has no ledger
    }
  }
}
