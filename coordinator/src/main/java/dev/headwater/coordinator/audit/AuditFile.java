package dev.headwater.coordinator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeLines;
import dev.headwater.files.disk.AppendedFile;
import dev.headwater.learning.parameters.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code audit.jsonl} of a run folder: a line for every event, chained by SHA-256. */
public final class AuditFile implements AuditLog, AutoCloseable {
  /** Its name in the run folder. */
  public static final String NAME = "audit.jsonl";

  private static final String NOTHING = "0".repeat(64);

  /**
   * A verified log.
   *
   * @param events in order
   * @param head SHA-256 of the last line, 64 hex digits; zeros where there is none
   */
  public record Chain(List<AuditEvent> events, String head) {
    /** Copies the list. */
    public Chain {
      events = List.copyOf(events);
    }

    /** The end of a round, the newest if it was repeated; null if it has not ended. */
    public AuditEvent.@Nullable Ended ended(int round) {
      AuditEvent.Ended found = null;
      for (AuditEvent event : events) {
        if (event instanceof AuditEvent.Ended ended && ended.round() == round) {
          found = ended;
        }
      }
      return found;
    }

    /**
     * Whether every answer that a round counts was accepted before the round's end, as its line
     * says, since the coordinator was last started.
     *
     * @throws UserDataException saying which was not
     */
    public void requireAnswers() {
      Map<Integer, Map<String, String>> accepted = new HashMap<>();
      for (AuditEvent event : events) {
        if (event instanceof AuditEvent.Started) {
          accepted.clear(); // a resumed run may repeat rounds
        } else if (event instanceof AuditEvent.Answered answered && answered.refusal() == null) {
          accepted
              .computeIfAbsent(answered.round(), any -> new HashMap<>())
              .put(answered.client(), answered.digest());
        } else if (event instanceof AuditEvent.Ended ended) {
          requireAnswers(ended, accepted.getOrDefault(ended.round(), Map.of()));
        }
      }
    }

    private static void requireAnswers(AuditEvent.Ended ended, Map<String, String> accepted) {
      ended
          .counted()
          .forEach(
              (client, digest) -> {
                if (!digest.equals(accepted.get(client))) {
                  throw new UserDataException(
                      "audit log: round %d counts %.16s of %s (expected: %.16s, as the lines of its answers say)"
                          .formatted(
                              ended.round(),
                              digest,
                              client,
                              accepted.getOrDefault(client, "no answer of it")));
                }
              });
    }
  }

  private final Path file;
  private final Clock clock;
  private final AppendedFile out;
  private String head;

  private AuditFile(Path file, Clock clock, String head) throws IOException {
    this.file = file;
    this.clock = clock;
    this.head = head;
    this.out = AppendedFile.open(file);
  }

  /**
   * Opens the log of a run folder, to go on with it; the caller closes it. A last line without its
   * end is dropped.
   *
   * @throws UserDataException if a line is damaged or does not follow from the one before, or the
   *     file cannot be read or written
   */
  public static AuditFile open(Path runFolder, Clock clock) {
    Path file = runFolder.resolve(NAME);
    try {
      if (Files.exists(file)) {
        WholeLines.cut(file);
        return new AuditFile(file, clock, chain(file, Files.readString(file)).head());
      }
      return new AuditFile(file, clock, NOTHING);
    } catch (IOException e) {
      throw new UserDataException(
          "audit log: %s cannot be used: %s (expected: a disk with room, and the right to write)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }

  /**
   * The verified log of a run folder.
   *
   * @throws UserDataException if there is none, or a line is damaged or does not follow from the
   *     one before
   */
  public static Chain read(Path runFolder) {
    Path file = runFolder.resolve(NAME);
    if (!Files.exists(file)) {
      throw new UserDataException(
          "audit log: no file %s (expected: the folder of a run that 'coordinator' wrote)"
              .formatted(file));
    }
    return whole(file);
  }

  private static Chain whole(Path file) {
    try {
      return chain(file, Files.readString(file));
    } catch (IOException e) {
      throw new UserDataException(
          "audit log: %s cannot be read: %s".formatted(file, FileTrouble.words(e)), e);
    }
  }

  private static Chain chain(Path file, String text) {
    List<AuditEvent> events = new ArrayList<>();
    String head = NOTHING;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        JsonNode tree = AuditLine.tree(line);
        if (!tree.path(AuditLine.PREVIOUS).asText().equals(head)) {
          throw new IllegalArgumentException(
              "it does not follow from the line before (expected: previous %.16s)".formatted(head));
        }
        events.add(AuditLine.decode(tree));
      } catch (IllegalArgumentException e) {
        throw new UserDataException(
            "audit log: line %d of %s: %s; the file is not as it was written"
                .formatted(number, file, e.getMessage()),
            e);
      }
      head = Sha256.hex(line.getBytes(StandardCharsets.UTF_8));
    }
    return new Chain(events, head);
  }

  @Override
  public synchronized void record(AuditEvent event) {
    String line = AuditLine.encode(event, clock.instant(), head);
    try {
      out.append(line, event instanceof AuditEvent.Ended || event instanceof AuditEvent.Asked);
    } catch (IOException e) {
      throw unwritable(e);
    }
    head = Sha256.hex(line.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void force() {
    try {
      out.sync();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException(
        "audit log: %s cannot be written: %s (expected: a disk with room)"
            .formatted(file, FileTrouble.words(e)),
        e);
  }

  @Override
  public synchronized SortedMap<String, String> accepted(int round) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (AuditEvent event : whole(file).events()) {
      if (event instanceof AuditEvent.Answered answered
          && answered.round() == round
          && answered.refusal() == null) {
        digests.put(answered.client(), answered.digest());
      }
    }
    return digests;
  }

  @Override
  public synchronized String head() {
    return head;
  }

  @Override
  public synchronized void close() {
    try {
      out.sync();
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "audit log: %s cannot be closed: %s (expected: a disk with room)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }
}
