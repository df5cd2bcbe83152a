package dev.headwater.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import dev.headwater.cli.TestCache;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code headwater privacy audit}. Audits are seeded: the bounds never flake. */
final class AuditCommandTest {
  private final Path folder;

  AuditCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A short private run of six clients on tiny pictures. */
  private Path run(String flags) {
    return run(32, flags);
  }

  private Path run(int size, String flags) {
    Path out = folder.resolve("run");
    String line =
        "simulate --data demo:users=6,pictures=6,test=10 --backbone pixels --image-size %d --rounds 3 --format json "
                .formatted(size)
            + flags;
    CommandRun run =
        CommandRun.of(
            Stream.concat(
                    Stream.of(line.split(" ")),
                    Stream.of("--out", out.toString(), "--cache", TestCache.path()))
                .toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return out;
  }

  private static CommandRun audit(Path run, String... flags) {
    return CommandRun.of(
        Stream.concat(
                Stream.of("privacy", "audit", run.toString(), "--canaries", "600", "--seed", "7"),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  private static JsonNode json(CommandRun run) throws IOException {
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(1);
    return new ObjectMapper().readTree(run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--privacy central --noise-multiplier 0.7 --sampling-rate 0.5 --delta 1e-6",
        "--privacy central --noise-multiplier 1 --delta 1e-6",
        "--privacy central --noise-multiplier 3 --cohort 3 --delta 1e-6",
        "--privacy central --noise-multiplier 1 --weights capped:5 --delta 1e-6",
        "--privacy central --noise-multiplier 1 --adaptive-clipping 0.5 --sampling-rate 0.5 --delta 1e-6",
        "--privacy central --noise-multiplier 1 --head mlp:8 --delta 1e-6",
        "--privacy local --noise-multiplier 2 --delta 1e-6",
        "--privacy distributed --noise-multiplier 2 --secure-aggregation --delta 1e-6",
        "--privacy distributed --noise-multiplier 1 --secure-aggregation --cohort 3 --delta 1e-6",
        "--privacy central --noise-multiplier 1 --cohort 2 --schedule 3 --delta 1e-6",
        "--privacy central --noise-multiplier 1 --cohort 2 --schedule 3 --noise banded --delta 1e-6"
      })
  void claimsOfRealRunsStandAndTheBoundIsNotEmpty(String flags) throws IOException {
    CommandRun audit = audit(run(flags), "--format", "json");
    JsonNode node = json(audit);
    assertThat(audit.exitCode()).isZero();
    assertThat(node.get("epsilon_lower_bound").asDouble())
        .isGreaterThan(0.3)
        .isLessThan(node.get("epsilon_claimed").asDouble());
    assertThat(node.get("refuted").asBoolean()).isFalse();
    assertThat(node.get("delta").asDouble()).isEqualTo(1e-6);
    assertThat(node.get("confidence").asDouble()).isEqualTo(0.95);
    assertThat(node.get("canaries").asInt()).isEqualTo(600);
    assertThat(node.get("correct").asInt()).isLessThanOrEqualTo(node.get("guesses").asInt());
    assertThat(node.get("noise").asText()).isEqualTo("secure");
  }

  /** Of 8 x 8 pixels: 18,721 values in the triangle alone. The release is one of one round. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--privacy example --strategy fed3r --noise-multiplier 1 --delta 1e-6",
        "--privacy example --strategy fed3r:2 --noise-multiplier 1 --delta 1e-6 --secure-aggregation",
        "--privacy central --strategy fed3r --noise-multiplier 1 --delta 1e-6"
      })
  void claimsOfOneReleaseStandAndTheBoundIsNotEmpty(String flags) throws IOException {
    Path run = run(8, flags);
    assertThat(LedgerEntry.paid(LedgerFile.read(run).entries())).hasSize(1);
    JsonNode node = json(audit(run, "--format", "json"));
    assertThat(node.get("epsilon_lower_bound").asDouble())
        .isGreaterThan(0.3)
        .isLessThan(node.get("epsilon_claimed").asDouble());
  }

  @Test
  void anHonestRunIsOneSentenceAndMoreBelow() {
    Path run = run("--privacy central --noise-multiplier 1 --delta 1e-6");
    CommandRun audit = audit(run);
    assertThat(audit.exitCode()).isZero();
    assertThat(audit.out())
        .startsWith("The claim stands: the run claims epsilon ")
        .contains("prove with 95 % confidence")
        .contains("600 canaries in place of the clients");
    assertThat(audit(run).out()).isEqualTo(audit.out());
  }

  @Test
  void anotherDeltaIsTheSameRoundsByTheSameAccountant() throws IOException {
    Path run = run("--privacy central --noise-multiplier 1 --delta 1e-3");
    JsonNode wide = json(audit(run, "--format", "json"));
    JsonNode narrow = json(audit(run, "--format", "json", "--delta", "1e-8"));
    assertThat(narrow.get("epsilon_claimed").asDouble())
        .isGreaterThan(wide.get("epsilon_claimed").asDouble());
    assertThat(narrow.get("epsilon_provable").asDouble())
        .isGreaterThan(wide.get("epsilon_provable").asDouble());
    assertThat(narrow.get("delta").asDouble()).isEqualTo(1e-8);
  }

  @Test
  void aLedgerThatClaimsTooLittleIsRefutedLoudly() throws IOException {
    Path run = run("--privacy central --noise-multiplier 0.5 --delta 1e-6");
    List<LedgerEntry> honest = LedgerFile.read(run).entries();
    Files.delete(run.resolve(LedgerFile.NAME));
    Files.delete(run.resolve(LedgerFile.HEAD));
    try (LedgerFile forged = LedgerFile.open(run, null)) {
      honest.forEach(entry -> forged.append(belittled(entry)));
    }
    CommandRun audit = audit(run);
    assertThat(audit.out()).startsWith("THE CLAIM IS REFUTED.");
    assertThat(audit.exitCode()).isEqualTo(1);
  }

  private static LedgerEntry belittled(LedgerEntry entry) {
    return entry instanceof LedgerEntry.Paid paid
        ? new LedgerEntry.Paid(
            paid.round(),
            paid.steps(),
            paid.population(),
            paid.clippingNorm(),
            paid.weightCap(),
            paid.noiseDeviation(),
            0.5)
        : entry;
  }

  @Test
  void aConfigurationThatIsNotTheLedgersIsRefused() throws IOException {
    Path run = run("--privacy central --noise-multiplier 1 --delta 1e-6");
    Path config = run.resolve(RunFolder.CONFIG);
    Files.writeString(
        config, Files.readString(config).replace("noise-multiplier: 1.0", "noise-multiplier: 2.0"));
    CommandRun audit = audit(run);
    assertThat(audit.err()).contains("expected: the same; one of the files was changed");
    assertThat(audit.exitCode()).isEqualTo(2);
  }

  @Test
  void runsThatCannotBeAuditedSayWhy() {
    CommandRun open = audit(run(8, "--local-epochs 1"));
    assertThat(open.err()).contains("has no privacy ledger (expected: a run with --privacy");
    assertThat(open.exitCode()).isEqualTo(2);
  }

  @Test
  void exampleLevelRunsAreRefused() {
    CommandRun example = audit(run("--privacy example --noise-multiplier 1"));
    assertThat(example.err())
        .contains("protects single examples by DP-SGD (expected: noise on sums");
    assertThat(example.exitCode()).isEqualTo(2);
  }

  @Test
  void figuresOutOfRangeAreASentence() {
    Path run = run("--privacy central --noise-multiplier 1 --cohort 2 --delta 1e-6");
    assertThat(audit(run, "--confidence", "1").err())
        .contains("confidence: 1.0 (expected: at least 0.5 and below 1)");
    CommandRun few =
        CommandRun.of("privacy", "audit", run.toString(), "--canaries", "2", "--seed", "7");
    assertThat(few.err()).contains("canaries: 2 (expected: at least 3; a cohort is 2 of 6 clients");
    assertThat(few.exitCode()).isEqualTo(2);
  }
}
