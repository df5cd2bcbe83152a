package dev.headwater.simulations.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.vision.image.UserDataException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The privacy ledger of a run, {@code ledger.jsonl}: one {@link LedgerEntry} a line, each with the
 * SHA-256 of the line before, so that nothing in it can be changed, left out or put in without
 * every later line showing it. An entry is on disk when {@link #append} returns. (Who can rewrite
 * the whole file can forge it: keep {@link #head} elsewhere to notice; the summary holds it.)
 */
public final class LedgerFile implements Ledger, AutoCloseable {
  /** Its name in the run folder. */
  public static final String NAME = "ledger.jsonl";

  private static final String NOTHING = "0".repeat(64);

  private final Path file;
  private final List<LedgerEntry> entries;
  private final FileOutputStream out;
  private String head;

  private LedgerFile(Path file, List<LedgerEntry> entries, String head) throws IOException {
    this.file = file;
    this.entries = entries;
    this.head = head;
    // No channel: those abandon a write when the run's thread is interrupted.
    this.out = new FileOutputStream(file.toFile(), true);
  }

  /**
   * The ledger in a run folder, a new one if there is none.
   *
   * @throws UserDataException if a line is damaged or does not follow from the one before
   */
  public static LedgerFile open(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    try {
      List<LedgerEntry> entries = new ArrayList<>();
      String head = NOTHING;
      if (Files.exists(file)) {
        dropTornLine(file);
        head = read(file, entries);
      }
      return new LedgerFile(file, entries, head);
    } catch (IOException e) {
      throw new UserDataException("ledger: %s cannot be used: %s".formatted(file, e), e);
    }
  }

  /**
   * The verified entries of a run folder's ledger; none where it has no ledger.
   *
   * @throws UserDataException if a line is damaged or does not follow from the one before
   */
  public static List<LedgerEntry> read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    List<LedgerEntry> entries = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        read(file, entries);
      }
      return List.copyOf(entries);
    } catch (IOException e) {
      throw new UserDataException("ledger: %s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** A line without its end never was in the ledger: {@link #append} had not returned. */
  private static void dropTornLine(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
        access.setLength(end);
        access.getFD().sync();
      }
    }
  }

  private static String read(Path file, List<LedgerEntry> entries) throws IOException {
    String head = NOTHING;
    String text = Files.readString(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      try {
        JsonNode tree = Json.read(line, JsonNode.class);
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
    }
    return head;
  }

  private static String digest(String line) {
    return HexFormat.of().formatHex(Sha256.digest().digest(line.getBytes(StandardCharsets.UTF_8)));
  }

  /** What is in it, in order. */
  public synchronized List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  /** SHA-256 of the last line, in hex: stands for the whole ledger. */
  public synchronized String head() {
    return head;
  }

  @Override
  public synchronized void append(LedgerEntry entry) {
    String line = LedgerLine.encode(entry, head);
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.getFD().sync();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "ledger: %s cannot be written: %s (expected: a disk with room; the round has not begun)"
              .formatted(file, e.getMessage()),
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
