package dev.headwater.client.ledger;

import dev.headwater.client.policy.Demands;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.files.WholeLines;
import dev.headwater.files.disk.AppendedFile;
import dev.headwater.files.disk.Disk;
import dev.headwater.proto.Names;
import dev.headwater.proto.signing.AnswerDigest;
import dev.headwater.v1.Submission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A node's ledger in a folder of its own: {@code ledger.jsonl}, a line for every round, written
 * before the answer leaves. Nodes on one machine may share it: a lock keeps their lines apart, and
 * limits count all of them that have the same pictures. Safe for concurrent use.
 *
 * <p>It is signed by nobody: it protects this node from others, not others from this node. Whoever
 * deletes it starts anew.
 */
public final class FileLedger implements ClientLedger {
  /** Its name in the folder. */
  public static final String NAME = "ledger.jsonl";

  private static final String LOCK = "ledger.lock";
  private static final String KEPT = "kept";
  private static final String SENT = "sent.jsonl";

  /** Locks of files are held by a whole process; this one is between its threads. */
  private static final Object PROCESS = new Object();

  private final Path folder;

  // Guarded by PROCESS.
  private final List<Participation> known = new ArrayList<>();
  private long readTo;

  /** A ledger in {@code folder}, which is made when the first line is written. */
  public FileLedger(Path folder) {
    this.folder = folder;
  }

  /**
   * Every line, in order.
   *
   * @throws UserDataException if the file cannot be read or a line is damaged
   */
  public List<Participation> participations() {
    if (!Files.exists(file())) {
      return List.of();
    }
    return locked(access -> List.copyOf(wholeLines(access)));
  }

  /**
   * Whether the last line lacks its end, by a crash while it was written or because somebody cut
   * it. The node itself drops it when it answers next.
   *
   * @throws UserDataException if the file cannot be read
   */
  public boolean endsInHalfALine() {
    if (!Files.exists(file())) {
      return false;
    }
    return locked(
        access -> {
          wholeLines(access);
          return readTo < access.length();
        });
  }

  @Override
  public Verdict check(Supplier<Participation> next, Demands demands) {
    Participation one = next.get();
    return locked(access -> Rules.judge(read(access), one, demands));
  }

  @Override
  public Verdict enter(Supplier<Participation> next, Demands demands, List<Submission> kept) {
    Participation one = next.get();
    return locked(
        access -> {
          Verdict verdict = Rules.judge(read(access), one, demands);
          if (verdict instanceof Verdict.New) {
            if (!kept.isEmpty()) {
              keep(one, kept); // first: a crash in between has entered nothing
            }
            append(access, one);
          }
          return verdict;
        });
  }

  private static void makeFolder(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    WholeFile.makeSecretFolder(folder);
  }

  private interface Use<T> {
    T of(RandomAccessFile access) throws IOException;
  }

  private <T> T locked(Use<T> use) {
    synchronized (PROCESS) {
      try {
        makeFolder(folder);
        try (RandomAccessFile lock = new RandomAccessFile(folder.resolve(LOCK).toFile(), "rw");
            FileLock held = lock.getChannel().lock();
            RandomAccessFile access = opened()) {
          if (!held.isValid()) {
            throw new IOException("its lock was lost");
          }
          return use.of(access);
        }
      } catch (IOException e) {
        throw new UserDataException(
            "ledger: %s cannot be used: %s (expected: a folder that this node may write to, as --ledger says; nothing was sent)"
                .formatted(file(), FileTrouble.words(e)),
            e);
      }
    }
  }

  private RandomAccessFile opened() throws IOException {
    if (!Files.exists(file())) {
      Disk.create(file());
    }
    return new RandomAccessFile(file().toFile(), "rw");
  }

  /**
   * Reads the lines that are new, and drops a last one without its line end: nothing of it left.
   */
  private List<Participation> read(RandomAccessFile access) throws IOException {
    wholeLines(access);
    if (readTo < access.length()) {
      Disk.truncate(access, file(), readTo);
    }
    return known;
  }

  /** Reads the lines that are new, and leaves the file as it is: somebody only looks. */
  private List<Participation> wholeLines(RandomAccessFile access) throws IOException {
    if (access.length() < readTo) {
      known.clear(); // somebody has put another file in its place
      readTo = 0;
    }
    byte[] bytes = new byte[Math.toIntExact(access.length() - readTo)];
    access.seek(readTo);
    access.readFully(bytes);
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        known.add(decoded(new String(bytes, from, i - from, StandardCharsets.UTF_8)));
        from = i + 1;
      }
    }
    readTo += from;
    return known;
  }

  private Participation decoded(String line) {
    try {
      return ParticipationLine.decode(line);
    } catch (IllegalArgumentException e) {
      throw new UserDataException(
          "ledger: line %d of %s is damaged: %s (expected: as it was written; what these pictures have taken part in is not known)"
              .formatted(known.size() + 1, file(), e.getMessage()),
          e);
    }
  }

  private void append(RandomAccessFile access, Participation one) throws IOException {
    byte[] line = (ParticipationLine.encode(one) + "\n").getBytes(StandardCharsets.UTF_8);
    access.seek(readTo);
    Disk.write(access::write, file(), line, 0, line.length);
    Disk.sync(access.getFD(), file());
    readTo += line.length;
    known.add(one);
  }

  @Override
  public void sent(Supplier<Participation> of, List<Submission> answer) {
    Participation one = of.get();
    String line =
        SentLine.encode(one.run(), one.client(), one.round(), AnswerDigest.of(answer.get(0)));
    locked(
        access -> {
          Path file = folder.resolve(SENT);
          if (Files.exists(file)) {
            WholeLines.cut(file); // a crash may have torn the last one
          }
          try (AppendedFile sent = AppendedFile.open(file)) {
            sent.append(line, true);
          }
          return line;
        });
  }

  /**
   * Whether this node has sent an answer with this digest to a round.
   *
   * @throws UserDataException if the file cannot be read
   */
  public boolean hasSent(String client, int round, String digest) {
    try {
      return Files.exists(folder.resolve(SENT))
          && Files.readAllLines(folder.resolve(SENT)).stream()
              .anyMatch(line -> SentLine.is(line, client, round, digest));
    } catch (IOException e) {
      throw new UserDataException(
          "ledger: %s cannot be read: %s".formatted(folder.resolve(SENT), FileTrouble.words(e)), e);
    }
  }

  private void keep(Participation one, List<Submission> answer) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write((one.setup() + "\n").getBytes(StandardCharsets.UTF_8));
      for (Submission message : answer) {
        message.writeDelimitedTo(bytes);
      }
      makeFolder(folder.resolve(KEPT));
      WholeFile.writeSecret(kept(one), ByteBuffer.wrap(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UserDataException(
          "ledger: %s cannot be written: %s (expected: a disk with room; nothing was sent)"
              .formatted(kept(one), FileTrouble.words(e)),
          e);
    }
  }

  @Override
  public List<Submission> kept(Supplier<Participation> of) {
    Participation one = of.get();
    try {
      if (!Files.exists(kept(one))) {
        return List.of();
      }
      byte[] bytes = Files.readAllBytes(kept(one));
      int end = one.setup().length();
      if (bytes.length <= end
          || !one.setup().equals(new String(bytes, 0, end, StandardCharsets.UTF_8))) {
        return List.of(); // of an earlier round
      }
      List<Submission> answer = new ArrayList<>();
      try (InputStream in = new ByteArrayInputStream(bytes, end + 1, bytes.length - end - 1)) {
        for (Submission next = Submission.parseDelimitedFrom(in);
            next != null;
            next = Submission.parseDelimitedFrom(in)) {
          answer.add(next);
        }
      }
      return answer;
    } catch (IOException e) {
      throw new UserDataException(
          "ledger: %s cannot be read: %s (expected: as it was written)"
              .formatted(kept(one), FileTrouble.words(e)),
          e);
    }
  }

  private Path kept(Participation one) {
    String name = one.client() + "\n" + one.run();
    return folder.resolve(KEPT).resolve(Names.asFileName(name));
  }

  private Path file() {
    return folder.resolve(NAME);
  }
}
