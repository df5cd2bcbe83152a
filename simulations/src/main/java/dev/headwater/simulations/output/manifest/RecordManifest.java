package dev.headwater.simulations.output.manifest;

import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.coordinator.audit.KeptAnswers;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.files.disk.Disk;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.clients.ClientsFile;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.SavedStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Size and SHA-256 of every file of a run folder, written when the run ends.
 *
 * <p>Guarantee: one changed byte in any of these files, or in {@value #NAME} itself, is noticed.
 * Adversary: a disk, or a person who does not write {@value #NAME} again; whoever does is noticed
 * by those who know its SHA-256, and where the rounds are computed again.
 *
 * @param files by name, with slashes
 */
public record RecordManifest(SortedMap<String, FileStamp> files) {
  /** Its name in the run folder. */
  public static final String NAME = "record.json";

  /**
   * Not among them: the report of {@code report}, which can be written at any time; what only this
   * machine needs ({@code place.json}); and the secret rows of banded noise, which are deleted.
   */
  private static final List<String> NAMES =
      List.of(
          RunFolder.CONFIG,
          RunFolder.ROUNDS,
          ClientsFile.NAME,
          RunFolder.DETAILS,
          RunFolder.SUMMARY,
          RunFolder.REPORT,
          "head.safetensors",
          "model.safetensors",
          Checkpoint.NAME,
          SavedStatistics.NAME,
          LedgerFile.NAME,
          LedgerFile.HEAD,
          AuditFile.NAME);

  /**
   * Copies the map.
   *
   * @param files by name
   */
  public RecordManifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * Writes it for the files that are there now; the run's last write.
   *
   * @param run the run's folder
   * @throws UncheckedIOException if a file cannot be read, or it cannot be written
   */
  public static void write(Path run) {
    try {
      SortedMap<String, FileStamp> files = new TreeMap<>();
      for (String name : names(run)) {
        files.put(name, FileStamp.of(run.resolve(name)));
      }
      WholeFile.write(run.resolve(NAME), ManifestText.of(files));
    } catch (IOException e) {
      throw failed(run, e);
    }
  }

  /**
   * Takes it away, before a run goes on.
   *
   * @param run the run's folder
   * @throws UncheckedIOException if it cannot be deleted
   */
  public static void remove(Path run) {
    try {
      if (Files.exists(run.resolve(NAME))) {
        Disk.delete(run.resolve(NAME));
      }
    } catch (IOException e) {
      throw failed(run, e);
    }
  }

  private static UncheckedIOException failed(Path run, IOException e) {
    return new UncheckedIOException(
        "run folder: %s cannot be written: %s (expected: a disk with room and the right to write)"
            .formatted(run.resolve(NAME), FileTrouble.words(e)),
        e);
  }

  /** The files that are there. */
  private static List<String> names(Path run) throws IOException {
    List<String> names =
        new ArrayList<>(
            NAMES.stream().filter(name -> Files.isRegularFile(run.resolve(name))).toList());
    Path kept = run.resolve(KeptAnswers.FOLDER);
    if (Files.isDirectory(kept)) {
      try (Stream<Path> files = Files.list(kept)) {
        files
            .filter(Files::isRegularFile)
            .forEach(file -> names.add(KeptAnswers.FOLDER + "/" + file.getFileName()));
      }
    }
    return names;
  }

  /**
   * {@return the manifest of a run folder; null if it has none, because the run has not ended or is
   * of an earlier version}
   *
   * @param run the run's folder
   * @throws UserDataException if it is not as it was written
   */
  public static @Nullable RecordManifest read(Path run) {
    Path file = run.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return new RecordManifest(ManifestText.parse(file, text(file)));
    } catch (IOException e) {
      throw new UserDataException(
          "record: %s cannot be read: %s".formatted(file, FileTrouble.words(e)), e);
    }
  }

  /** Bytes that are not UTF-8 become replacement characters, which the text never has. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /**
   * Refuses a run whose files were changed after it had ended. Of one without a manifest nothing is
   * known.
   *
   * @param run the run's folder
   * @param names the files that matter
   * @throws UserDataException if one of them, or the manifest, is not as the run wrote it
   */
  public static void requireUnchanged(Path run, String... names) {
    RecordManifest manifest = read(run);
    if (manifest == null) {
      return;
    }
    for (String name : names) {
      try {
        FileStamp entry = manifest.files.get(name);
        String problem = entry == null ? null : entry.problemOf(run.resolve(name));
        if (problem != null) {
          throw new UserDataException(
              "run: %s is not as the run wrote it: %s. Put a copy back; of a sweep, move the run's folder away and start the sweep again."
                  .formatted(run.resolve(name), problem));
        }
      } catch (IOException e) {
        throw new UserDataException(
            "run: %s cannot be read: %s (expected: the right to read it)"
                .formatted(run.resolve(name), FileTrouble.words(e)),
            e);
      }
    }
  }

  /**
   * {@return what is wrong with the files of a run folder, a sentence for each, by name; empty if
   * all are as they were}
   *
   * @param run the run's folder
   * @throws UncheckedIOException if a file cannot be read
   */
  public SortedMap<String, String> changes(Path run) {
    SortedMap<String, String> changes = new TreeMap<>();
    try {
      for (String name : files.keySet()) {
        String problem = Objects.requireNonNull(files.get(name)).problemOf(run.resolve(name));
        if (problem != null) {
          changes.put(name, problem);
        }
      }
      for (String name : names(run)) {
        if (!files.containsKey(name)) {
          changes.put(name, "it was not there when the run ended");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "record: a file of %s cannot be read: %s".formatted(run, FileTrouble.words(e)), e);
    }
    return changes;
  }

  /**
   * {@return SHA-256 of the manifest, 64 hex digits, which stands for the whole record; null if
   * there is none}
   *
   * @param run the run's folder
   * @throws UncheckedIOException if it cannot be read
   */
  public static @Nullable String digest(Path run) {
    Path file = run.resolve(NAME);
    try {
      return Files.isRegularFile(file) ? Sha256.hex(Files.readAllBytes(file)) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "record: %s cannot be read: %s".formatted(file, FileTrouble.words(e)), e);
    }
  }
}
