package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.output.state.LedgerFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated state files: every reader gives a sentence or a result, and no other exception, and never
 * works without end. {@code -Dheadwater.fuzz.seconds=600} looks longer, {@code
 * -Dheadwater.fuzz.seed} elsewhere.
 */
final class StateFilesFuzzTest {
  private static final long SECONDS = Long.getLong("headwater.fuzz.seconds", 2);
  private static final long SEED = Long.getLong("headwater.fuzz.seed", 7);
  private static final List<String> TOKENS =
      List.of(
          "null",
          "{}",
          "[]",
          "1e999",
          "-1",
          "99999999999999999999",
          "\"\\u0000\"",
          "\n",
          "{\"",
          "true",
          "\"format\":1",
          "\"format\":2",
          "0.0",
          "\\ud800",
          "# ",
          "- ",
          ": ",
          "&a",
          "*a",
          "!!int ");

  /** Reads a file of the run as the program does. */
  private interface Reader {
    Object read() throws IOException;
  }

  private final Path run;
  private final Random random = new Random(SEED);

  StateFilesFuzzTest(@TempDir Path folder) {
    this.run = folder.resolve("run");
  }

  private void begin() {
    CommandRun begun =
        CommandRun.of(
            "simulate",
            "--data",
            "demo:users=3,pictures=8,test=10",
            "--backbone",
            "pixels",
            "--privacy",
            "central",
            "--noise-multiplier",
            "2",
            "--rounds",
            "2",
            "--strategy",
            "fedavgm:0.9",
            "--format",
            "json",
            "--cache",
            run.resolveSibling("cache").toString(),
            "--out",
            run.toString());
    assertThat(begun.exitCode()).as(begun.err()).isZero();
    try (AuditFile log = AuditFile.open(run, Clock.systemUTC())) {
      log.record(new AuditEvent.Started("run", "0.1.0"));
      log.record(new AuditEvent.Joined("ann", 7, 2, "ab".repeat(32)));
      log.record(new AuditEvent.Asked(1, "sgd", false, "cd".repeat(32), List.of("ann")));
      log.record(new AuditEvent.Answered(1, "ann", "ef".repeat(32), null));
      SortedMap<String, String> counted = new TreeMap<>();
      counted.put("ann", "ef".repeat(32));
      log.record(new AuditEvent.Ended(1, "01".repeat(32), counted, null));
    }
  }

  private SortedMap<String, Reader> readers() {
    var facts = Objects.requireNonNull(RunFolder.open(run).details()).facts();
    Layout layout = new Head(facts.labels().size(), facts.backbone().featureLength()).layout();
    SortedMap<String, Reader> readers = new TreeMap<>();
    for (String name :
        List.of(RunFolder.ROUNDS, RunFolder.DETAILS, RunFolder.SUMMARY, RunFolder.CONFIG)) {
      readers.put(name, () -> RunFolder.open(run));
    }
    readers.put(LedgerFile.NAME, () -> LedgerFile.read(run));
    readers.put(LedgerFile.HEAD, () -> LedgerFile.read(run));
    readers.put(AuditFile.NAME, () -> AuditFile.read(run));
    readers.put(
        FolderPlace.NAME,
        () -> {
          FolderPlace.require(run);
          return run;
        });
    readers.put(
        Checkpoint.NAME, () -> Objects.requireNonNull(Checkpoint.read(run, layout, "fedavgm:0.9")));
    return readers;
  }

  @Test
  void mutatedStateGivesASentenceOrAResult() throws IOException {
    begin();
    SortedMap<String, Reader> readers = readers();
    readers.put("resumed " + RunFolder.CONFIG, this::flags);
    long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    int tried = 0;
    do {
      for (var one : readers.entrySet()) {
        String name = one.getKey().substring(one.getKey().lastIndexOf(' ') + 1);
        mutate(run.resolve(name), one.getKey(), one.getValue());
        tried++;
      }
    } while (System.nanoTime() < until);
    assertThat(tried).isGreaterThan(readers.size());
  }

  /** What a command line takes from the configuration. */
  private Object flags() {
    String[] args = {"simulate", "--resume", run.toString()};
    return ConfigFile.in(args)
        .map(file -> file.defaultsFor(CommandLines.create(), args))
        .orElseThrow();
  }

  private void mutate(Path file, String what, Reader reader) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    byte[] mutated = mutated(whole);
    try {
      replace(file, mutated);
      Object read =
          Assertions.assertTimeout(
              Duration.ofSeconds(10), reader::read, () -> what + shown(mutated));
      assertThat(read).isNotNull();
      if (read instanceof Checkpoint now) {
        replace(file, whole);
        assertThat(now).as(what).isEqualTo(reader.read());
      }
    } catch (UserDataException e) {
      assertThat(e.getMessage()).as(what).isNotBlank().doesNotContain("Exception");
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("%s, seed %d: %s".formatted(what, SEED, shown(mutated)), e);
    } finally {
      replace(file, whole);
    }
  }

  /** Never in place: the old file may still be mapped. */
  private static void replace(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    Files.write(file, content);
  }

  private static String shown(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.substring(0, Math.min(4000, text.length()));
  }

  private byte[] mutated(byte[] whole) {
    byte[] now = whole.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(now.length + 1);
      int length = Math.min(now.length - at, random.nextInt(1 + random.nextInt(64)));
      now =
          switch (random.nextInt(6)) {
            case 0 -> flipped(now);
            case 1 -> spliced(now, at, length, new byte[0]);
            case 2 -> spliced(now, at, 0, part(now, length));
            case 3 -> spliced(now, at, now.length - at, new byte[0]);
            case 4 -> spliced(now, at, length, token());
            default -> spliced(now, at, 0, token());
          };
    }
    return now;
  }

  private byte[] token() {
    return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] part(byte[] bytes, int length) {
    int from = random.nextInt(bytes.length - length + 1);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  private byte[] flipped(byte[] bytes) {
    if (bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(added);
    out.write(bytes, at + removed, bytes.length - at - removed);
    return out.toByteArray();
  }
}
