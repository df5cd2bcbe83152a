package dev.headwater.simulations.output.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.files.WholeLines;
import dev.headwater.files.disk.AppendedFile;
import dev.headwater.files.disk.Disk;
import dev.headwater.learning.banded.BandedRows;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The privacy ledger of a run, {@code ledger.jsonl}: one {@link LedgerEntry} a line, each with the
 * SHA-256 of the line before, so that a changed, missing or inserted line invalidates every later
 * line. An entry is on disk when {@link #append} returns. Its head stands in {@code ledger.head}
 * too, and in every checkpoint, round line and summary: lines that are cut off, or a ledger that is
 * deleted, are missed by what else the folder holds. (Whoever rewrites all of them can forge it.)
 */
public final class LedgerFile implements Ledger, AutoCloseable {
  /** Its name in the run folder. */
  public static final String NAME = "ledger.jsonl";

  /** The folder of banded noise's rows, in the run folder. */
  public static final String ROWS = RowFiles.FOLDER;

  /**
   * A verified ledger: every line holds the digest of the one before.
   *
   * @param entries in order
   * @param digests SHA-256 of every line, in hex
   */
  public record Chain(List<LedgerEntry> entries, List<String> digests) {
    /** The ledger of a run without a promise. */
    public static final Chain EMPTY = new Chain(List.of(), List.of());

    /**
     * Copies the lists, and verifies nothing: {@link LedgerFile#read} does.
     *
     * @param entries in order
     * @param digests as many as entries
     */
    public Chain {
      entries = List.copyOf(entries);
      digests = List.copyOf(digests);
    }

    /**
     * {@return SHA-256 of the last line, 64 hex digits, zeros for an empty ledger: stands for the
     * whole ledger}
     */
    public String head() {
      return digests.isEmpty() ? NOTHING : digests.get(digests.size() - 1);
    }

    /**
     * Refuses a ledger that lacks a line which it had once.
     *
     * @param digest SHA-256 of the line, in hex; zeros for none
     * @param ledger its file
     * @param witness what says that the line was there
     * @throws UserDataException if no line has this digest
     */
    public void requireLine(String digest, Path ledger, String witness) {
      if (!digest.equals(NOTHING) && !digests.contains(digest)) {
        throw new UserDataException(
            "ledger: %s does not hold the line %.16s that %s ends with (expected: every line that was written; one of the two was changed or cut off, so what this run has spent is not known)"
                .formatted(ledger, digest, witness));
      }
    }
  }

  /** The file that holds the digest of the last line, on disk before {@link #append} returns. */
  public static final String HEAD = "ledger.head";

  private static final String NOTHING = "0".repeat(64);

  private final Path file;
  private final List<LedgerEntry> entries;
  private final AppendedFile out;
  private final @Nullable String data;
  private String head;

  /**
   * {@return whether a run folder has a ledger, or a part of one}
   *
   * @param runFolder the run's folder
   */
  public static boolean existsIn(Path runFolder) {
    return Files.exists(runFolder.resolve(NAME)) || Files.exists(runFolder.resolve(HEAD));
  }

  private LedgerFile(Path file, Chain chain, @Nullable String data) throws IOException {
    this.file = file;
    this.entries = new ArrayList<>(chain.entries());
    this.head = chain.head();
    this.data = data;
    this.out = AppendedFile.open(file);
  }

  /**
   * Opens the ledger in a run folder, a new one if there is none; the caller closes it. A last line
   * without its line end is removed from the file.
   *
   * @param runFolder which exists
   * @param data what {@link #data} gives, null if it is not known
   * @return the ledger, to append to
   * @throws UserDataException if a line is damaged, of a newer format, or does not follow from the
   *     one before, or the file cannot be read or written
   */
  public static LedgerFile open(Path runFolder, @Nullable String data) {
    Path file = runFolder.resolve(NAME);
    try {
      if (!existsIn(runFolder)) {
        WholeFile.write(runFolder.resolve(HEAD), NOTHING + "\n");
        Disk.create(file);
      }
      requireThere(file, file);
      requireThere(runFolder.resolve(HEAD), file);
      WholeLines.cut(file);
      return new LedgerFile(file, verified(file), data);
    } catch (IOException e) {
      throw new UserDataException(
          "ledger: %s cannot be used: %s (expected: a disk with room, and the right to write)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }

  /**
   * {@return the verified ledger of a run folder; empty if it has none} Does not change the file: a
   * last line without its line end is left out.
   *
   * @param runFolder the run's folder
   * @throws UserDataException if a line is damaged, of a newer format, or does not follow from the
   *     one before, lines are missing at its end, or the file cannot be read
   */
  public static Chain read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    try {
      return existsIn(runFolder) ? verified(file) : Chain.EMPTY;
    } catch (IOException e) {
      throw new UserDataException(
          "ledger: %s cannot be read: %s".formatted(file, FileTrouble.words(e)), e);
    }
  }

  private static Chain verified(Path file) throws IOException {
    requireThere(file, file);
    Chain chain = chain(file);
    Path witness = file.resolveSibling(HEAD);
    if (Files.exists(witness)) { // older versions wrote none
      chain.requireLine(Files.readString(witness).strip(), file, HEAD);
    }
    return chain;
  }

  private static void requireThere(Path needed, Path file) {
    if (!Files.exists(needed)) {
      throw new UserDataException(
          "ledger: %s is missing (expected: both %s and %s in %s, as the run wrote them; without them it is not known what this run has spent)"
              .formatted(needed, NAME, HEAD, file.toAbsolutePath().getParent()));
    }
  }

  private static Chain chain(Path file) throws IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    String head = NOTHING;
    List<String> lines = WholeLines.read(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      try {
        JsonNode tree = Json.stateOf(line, file);
        if (!tree.path(LedgerLine.PREVIOUS).asText().equals(head)) {
          throw new UserDataException(
              "ledger: line %d of %s does not follow from the line before (expected: previous %s; somebody has changed the file, so what this run has spent is not known)"
                  .formatted(i + 1, file, head));
        }
        entries.add(LedgerLine.decode(tree));
      } catch (JsonProcessingException | IllegalArgumentException e) {
        throw new UserDataException(
            "ledger: line %d of %s is damaged: %s (expected: as it was written; what this run has spent is not known)"
                .formatted(i + 1, file, e.getMessage()),
            e);
      }
      head = digest(line);
      digests.add(head);
    }
    return new Chain(entries, digests);
  }

  private static String digest(String line) {
    return HexFormat.of().formatHex(Sha256.digest().digest(line.getBytes(StandardCharsets.UTF_8)));
  }

  /** {@return the entries, in order; a copy} */
  public synchronized List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  /**
   * {@return SHA-256 of the last line, 64 hex digits, zeros for an empty ledger: stands for the
   * whole ledger}
   */
  public synchronized String head() {
    return head;
  }

  @Override
  public @Nullable String data() {
    return data;
  }

  @Override
  public BandedRows rows() {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? BandedRows.NONE : new RowFiles(folder);
  }

  @Override
  public synchronized void append(LedgerEntry entry) {
    String line = LedgerLine.encode(entry, head);
    try {
      out.append(line, true);
      WholeFile.write(file.resolveSibling(HEAD), digest(line) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "ledger: %s cannot be written: %s (expected: a disk with room; the round has not begun)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
    entries.add(entry);
    head = digest(line);
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("ledger: %s cannot be closed".formatted(file), e);
    }
  }
}
