package dev.headwater.coordinator.audit;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.v1.Submission;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The unmasked answers that a coordinator took, in a file a round: the messages as they came,
 * without what would let somebody send them again. Single answers tell much about a client's
 * pictures, so nothing is kept unless it was asked for. Safe for concurrent use.
 */
public final class KeptAnswers implements AutoCloseable {
  /** The folder in the run folder. */
  public static final String FOLDER = "contributions";

  private final Path folder;
  private @Nullable FileOutputStream out;
  private int round;

  /**
   * Nothing kept yet.
   *
   * @param run the run's folder
   * @throws UncheckedIOException if the folder cannot be made
   */
  public KeptAnswers(Path run) {
    this.folder = run.resolve(FOLDER);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Path file(Path folder, int round) {
    return folder.resolve(String.format(Locale.ROOT, "round-%06d.pb", round));
  }

  /**
   * Keeps a message with an answer, or a part of one.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public synchronized void keep(Submission message) {
    try {
      FileOutputStream to = out;
      if (to == null || round != message.getRound()) {
        close();
        round = message.getRound();
        to = new FileOutputStream(file(folder, round).toFile(), true);
        out = to;
      }
      message.toBuilder().clearSession().clearSignature().build().writeDelimitedTo(to);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException(
        "contributions: %s cannot be written: %s (expected: a disk with room)"
            .formatted(folder, FileTrouble.words(e)),
        e);
  }

  @Override
  public synchronized void close() {
    FileOutputStream last = out;
    out = null;
    try {
      if (last != null) {
        last.getFD().sync();
        last.close();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * The kept messages of a round by the digest of their answer, each once, in the order in which
   * they came; empty where none are kept. A message that a crash has torn is left out.
   *
   * @param run the run's folder
   * @param round 1-based
   * @throws UserDataException if the file is damaged
   */
  public static Map<String, Set<Submission>> read(Path run, int round) {
    Path file = file(run.resolve(FOLDER), round);
    Map<String, Set<Submission>> answers = new HashMap<>();
    if (!Files.isRegularFile(file)) {
      return answers;
    }
    try (InputStream in = Files.newInputStream(file)) {
      for (Submission one = next(in); one != null; one = next(in)) {
        answers.computeIfAbsent(AnswerDigest.of(one), any -> new LinkedHashSet<>()).add(one);
      }
    } catch (IOException e) {
      throw new UserDataException(
          "contributions: %s cannot be read: %s (expected: as the coordinator wrote it)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
    return answers;
  }

  private static @Nullable Submission next(InputStream in) throws IOException {
    try {
      return Submission.parseDelimitedFrom(in);
    } catch (EOFException e) {
      return null;
    }
  }
}
