package dev.headwater.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code headwater audit}: of one run with an open and a masked start, and of files that were
 * changed.
 */
final class AuditLogTest {
  private final Path folder;

  AuditLogTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static CompletableFuture<CommandRun> started(String line) {
    return CompletableFuture.supplyAsync(
        () -> CommandRun.of(line.split(" ")), work -> new Thread(work).start());
  }

  private Path run(String more) throws Exception {
    Path shares = folder.resolve("shares");
    if (!Files.exists(shares)) {
      CommandRun.of(
          "partition", "--data", "demo:users=3,pictures=6,test=10", "--export", shares.toString());
    }
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path out = Files.createTempDirectory(folder, "run").resolve("out");
    List<CompletableFuture<CommandRun>> all = new ArrayList<>();
    all.add(
        started(
            "coordinator --listen 127.0.0.1:%d --min-clients 3 --rounds 2 --start zero --local-epochs 1 --format json --cache %s --out %s%s"
                .formatted(port, folder.resolve("cache"), out, more)));
    for (int i = 0; i < 3; i++) {
      all.add(
          started(
              "client --coordinator 127.0.0.1:%d --data %s --name client-00%d --cache %s --attempts 40"
                  .formatted(port, shares.resolve("client-00" + i), i, folder.resolve("cache"))));
    }
    for (CompletableFuture<CommandRun> one : all) {
      assertThat(one.get().exitCode()).as(one.get().err()).isZero();
    }
    String head = CommandRun.of("audit", "verify", out.toString()).out().lines().findFirst().get();
    assertThat(all.get(1).get().out())
        .as("every client is told how the log ends")
        .contains(head.substring(head.indexOf("ends with ")).strip());
    return out;
  }

  private CommandRun proof(Path run, int round, String client) {
    return CommandRun.of(
        "audit", "prove", run.toString(), "--round", String.valueOf(round), "--client", client);
  }

  private CommandRun check(String proof, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("proof.json"), proof);
    List<String> args = new ArrayList<>(List.of("audit", "check", file.toString()));
    args.addAll(List.of("--cache", folder.resolve("cache").toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void aClientProvesThatItsAnswerCountsAndAStrangersDoesNot() throws Exception {
    for (String more : List.of("", " --secure-aggregation")) {
      Path run = run(more);
      String mine = proof(run, 2, "client-001").out();
      assertThat(check(mine).out())
          .startsWith("The answer that client-001 sent in round 2 is in its sum, one of 3.");
      assertThat(check(proof(run, 2, "bob").out()).out())
          .startsWith("No answer of bob is in the sum of round 2.");

      CommandRun forged = check(mine.replaceFirst("\"digest\" : \"....", "\"digest\" : \"0000"));
      assertThat(forged.err()).contains("the path of client-001 does not lead to the root");
      assertThat(forged.exitCode()).isEqualTo(2);
      CommandRun other =
          check(proof(run, 1, "client-001").out().replace("\"round\" : 1", "\"round\" : 2"));
      assertThat(other.err()).contains("which no client on this machine has sent");
      assertThat(check(mine, "--root", "0".repeat(64)).err())
          .contains("expected: 0000000", ", as --root says");
      assertThat(check(mine, "--root", "00").err()).contains("root: 00 (expected: all 64 hex");
      assertThat(check("{}").err()).contains("is none: it has no 'round' (expected: what");
      assertThat(check("no").err()).contains("is none: it is no JSON");
      assertThat(check(mine.replace("\"index\"", "\"at\"")).err()).contains("no 'index'");
      assertThat(check(mine.replaceFirst("\"size\" : 3", "\"size\" : null")).err())
          .contains("its 'size' is not a number");
      assertThat(proof(run, 9, "client-001").err()).contains("round: 9 has not ended");
    }
  }

  @Test
  void aLogThatWasChangedOrCutIsNamed() throws Exception {
    Path run = run("");
    Path log = run.resolve("audit.jsonl");
    List<String> lines = Files.readAllLines(log);
    Files.write(log, lines.subList(0, lines.size() - 1));
    assertThat(CommandRun.of("audit", "verify", run.toString()).err())
        .contains("audit log: it ends at line ", "without the end of round 2: cut off");
    Files.write(log, lines);
    Files.writeString(
        log,
        Files.readString(log)
            .replaceFirst("\"client\":\"client-001\"", "\"client\":\"client-009\""));
    CommandRun changed = CommandRun.of("audit", "verify", run.toString());
    assertThat(changed.err()).contains("audit log: line ", "does not follow from the line before");
    assertThat(changed.exitCode()).isEqualTo(2);
    Files.write(log, lines);
    assertThat(CommandRun.of("audit", "verify", run.toString(), "--head", "00").err())
        .contains("head: 00 (expected: all 64 hex digits");
    assertThat(verify(run, "--head", "0".repeat(64)).err())
        .contains("(expected: 0000000", ", as --head says");
    assertThat(verify(run).out()).contains("A change of its last line shows only with --head");

    Path rounds = run.resolve("rounds.jsonl");
    List<String> own = Files.readAllLines(rounds);
    Files.write(rounds, own.subList(0, 1));
    CommandRun lacking = verify(run);
    assertThat(lacking.err())
        .contains("it has the end of round 2, and rounds.jsonl has no readable line of it");
    assertThat(lacking.exitCode()).isEqualTo(2);
    assertThat(verify(run, "--head", "0".repeat(64)).err()).as("first").contains("as --head says");
    Files.delete(rounds);
    assertThat(verify(run).err()).contains("it has the end of round 1, 2, and rounds.jsonl");
  }

  private static CommandRun verify(Path run, String... more) {
    List<String> args = new ArrayList<>(List.of("audit", "verify", run.toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }
}
