package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.partition.Partitions;
import dev.headwater.learning.strategies.Strategies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A user's mistake is one sentence, exit code 2, and nothing on disk. */
final class BadInputTest {
  private final Path folder;

  BadInputTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("simulate --bogus", "'--bogus'"),
        Arguments.of("simulate --rounds 0", "rounds: 0 (expected: at least 1)"),
        Arguments.of("classroom --host bad_host/", "host: 'bad_host/' (expected: a name or"),
        Arguments.of("simulate --rounds many", "'many' is no whole number (expected"),
        Arguments.of("simulate --rounds 99999999999", "'99999999999' is too large (expected: a"),
        Arguments.of("simulate --lr abc", "'abc' is no number (expected: one, such as 0.5"),
        Arguments.of(
            "simulate --privacy full", "'full' (expected: central, local, distributed, example, u"),
        Arguments.of("simulate --lr -1", "lr: -1.0 (expected: above 0)"),
        Arguments.of("simulate --momentum 1", "momentum: 1.0"),
        Arguments.of("simulate --cohort 3 --fraction-fit 0.5", "expected: one of them"),
        Arguments.of("simulate --fraction-fit 2", "fraction-fit: 2.0"),
        Arguments.of(
            "simulate --strategy fedsomething",
            "strategy: fedsomething is unknown (expected: " + Strategies.CHOICES.expected()),
        Arguments.of(
            "simulate --strategy fedavgm:2", "fedavgm: 2.0 (expected: at least 0 and below 1)"),
        Arguments.of("simulate --strategy fedprox:x", "strategy: fedprox:x"),
        Arguments.of("simulate --head mlp", "(expected: mlp:WIDTH"),
        Arguments.of(
            "simulate --head mlp:0", "mlp with hidden widths [0] (expected: 1 to 4 widths of 1 to"),
        Arguments.of("simulate --head mlp:8,8,8,8,8", "mlp:8,8,8,8,8 has 5 arguments"),
        Arguments.of("simulate --head mlp:2.5", "mlp:2.5"),
        Arguments.of("simulate --head conv:3", "head: conv:3 is unknown (expected: linear, mlp:"),
        Arguments.of("coordinator --head conv:3", "head: conv:3 is unknown (expected: linear"),
        Arguments.of(
            "simulate --head mlp:8 --strategy fed3r:1",
            "strategy: fed3r:1 with head mlp:8 (expected: "),
        Arguments.of(
            "simulate --head mlp:8 --privacy example --noise-multiplier 1",
            "head: mlp:8 with example-level privacy (expected: linear"),
        Arguments.of("simulate --partition dirichlet", "dirichlet needs a number"),
        Arguments.of(
            "simulate --partition zipf:1",
            "partition: zipf:1 is unknown (expected: " + Partitions.CHOICES.expected()),
        Arguments.of("simulate --partition dirichelt:1", "dirichelt:1, did you mean dirichlet?"),
        Arguments.of("simulate --partition com.acme.Mine", "partition: there is no class com.acme"),
        Arguments.of("simulate --data class:mine", "data: mine is unknown (expected: the name of"),
        Arguments.of(
            "simulate --data class:com.acme.Mine", "data: there is no class com.acme.Mine"),
        Arguments.of("simulate --engine carrier", "engine: 'carrier' (expected: memory, grpc or s"),
        Arguments.of("simulate --engine spark", "engine: spark is not on the class path (expected"),
        Arguments.of(
            "simulate --engine grpc --master local[2]",
            "master: 'local[2]' with --engine grpc (expected: with --engine spark)"),
        Arguments.of("simulate --extensions no.jar", "extensions: no file no.jar (expected: a jar"),
        Arguments.of("simulate --extensions pom.xml", "extensions: pom.xml cannot be read"),
        Arguments.of("coordinator --extensions no.jar", "extensions: no file no.jar"),
        Arguments.of(
            "coordinator --listen 0.0.0.0:0",
            "listen: 0.0.0.0:0 in the clear (--listen) (expected: --pki, or certificates"),
        Arguments.of(
            "coordinator --listen 0.0.0.0:0 --web-port 0",
            "in the clear (--listen and --web-port) (expected: --pki"),
        Arguments.of(
            "coordinator --tls-cert pom.xml", "tls-cert: without --tls-key (expected: both"),
        Arguments.of("coordinator --tls-ca pom.xml", "tls-ca: pom.xml holds no CERTIFICATE"),
        Arguments.of("coordinator --pki src", "pki: src holds no intermediate.key (expected: a"),
        Arguments.of("coordinator --token-file no-file", "token-file: no-file cannot be read"),
        Arguments.of(
            "coordinator --max-labels 0",
            "2000 connections, 100 calls, 0 labels, 10000000 examples (expected: at"),
        Arguments.of(
            "client --coordinator 192.0.2.1:1 --data demo --name ann",
            "coordinator: 192.0.2.1:1 in the clear (expected: a join token or --tls-ca; --insecure"),
        Arguments.of(
            "client --coordinator localhost:1 --data demo --name ann --token hw1.abc",
            "token: damaged, 7 characters (expected: the whole line"),
        Arguments.of(
            "client --coordinator localhost:1 --data demo --name ann --tls-cert pom.xml",
            "tls-cert: without its two others (expected: --tls-ca, --tls-cert and --tls-key)"),
        Arguments.of("pki issue ann --pki src", "pki: src holds no intermediate.key"),
        Arguments.of("pki revoke ann --pki src", "pki: src holds no intermediate.key"),
        Arguments.of("pki init --pki src", "pki: src exists (expected: a new folder"),
        Arguments.of("simulate --holdout 1", "holdout: 1.0 (expected: at least 0 and below 1)"),
        Arguments.of("simulate --threads 0", "threads: 0 (expected: 1 to 1024)"),
        Arguments.of("simulate --data no-such-place", "there is no no-such-place"),
        Arguments.of(
            "simulate --data demo:users=5,pictures=4,test=10 --clients 1000", "clients: 1000"),
        Arguments.of("simulate --data demo:people=5", "demo:people=5"),
        Arguments.of("simulate --backbone no-such-file", "no-such-file"),
        Arguments.of("simulate --image-size 3", "image size: 3"),
        Arguments.of("simulate --config no-such.yaml", "config: no file no-such.yaml"),
        Arguments.of(
            "simulate --privacy central", "neither --epsilon-budget nor --noise-multiplier"),
        Arguments.of("simulate --epsilon-budget 3", "without --privacy"),
        Arguments.of(
            "simulate --privacy central --noise-multiplier 1 --weights examples",
            "weights: num_examples with noise"),
        Arguments.of(
            "simulate --privacy distributed --noise-multiplier 1",
            "distributed without --secure-aggregation"),
        Arguments.of(
            "simulate --privacy central --noise-multiplier 1 --clients 30 --delta 0.5 --data demo:users=30,pictures=4,test=20",
            "delta: 0.5 for 30 clients"),
        Arguments.of(
            "simulate --privacy central --noise-multiplier 1 --adaptive-clipping 1.5 --data demo:users=30,pictures=4,test=20",
            "quantile 1.5"),
        Arguments.of(
            "simulate --privacy local --noise-multiplier 1 --strategy fed3r --clients 30 --data demo:users=30,pictures=4,test=20",
            "strategy: fed3r with local noise (expected: central or distributed noise"),
        Arguments.of(
            "simulate --privacy example --noise-multiplier 1 --strategy fed3r --cohort 3",
            "strategy: fed3r with cohorts of a part"),
        Arguments.of(
            "simulate --privacy example --noise-multiplier 1 --strategy fed3r --clipping-norm 20",
            "clipping norm: 20.0 for the rows of statistics"),
        Arguments.of(
            "simulate --privacy central --noise-multiplier 1 --strategy lda --clients 30 --data demo:users=30,pictures=4,test=20",
            "or fed3r for one noised sum of statistics"),
        Arguments.of(
            "simulate --privacy example --noise-multiplier 1 --clients 10 --delta 0.05 --backbone pixels --data demo:users=30,pictures=4,test=20",
            "pictures (expected: below 1/"),
        Arguments.of(
            "coordinator --privacy central --noise-multiplier 1",
            "labels: what the clients bring, with --privacy central (expected: --labels"),
        Arguments.of(
            "coordinator --privacy user --noise-multiplier 1",
            "labels: what the clients bring, with --privacy user (expected: --labels"),
        Arguments.of(
            "coordinator --privacy user --epsilon-budget 8 --labels a,b",
            "privacy: user without --noise-multiplier (expected: one"),
        Arguments.of(
            "simulate --secure-aggregation --weights capped:12",
            "secure aggregation: weights capped at 12 (expected: uniform"),
        Arguments.of("simulate --user-clients 2", "user-clients: 2 without --privacy user"),
        Arguments.of(
            "simulate --privacy user --noise-multiplier 1 --user-clients 0",
            "user-clients: 0 (expected: at least 1"),
        Arguments.of(
            "simulate --privacy user --noise-multiplier 1 --strategy fed3r",
            "strategy: fed3r with --privacy user (expected: one that trains"),
        Arguments.of(
            "simulate --privacy user --noise-multiplier 1 --head mlp:8",
            "head: mlp:8 with user-level privacy (expected: linear"),
        Arguments.of(
            "simulate --privacy user --noise-multiplier 1 --strategy scaffold",
            "with a privacy guarantee"),
        Arguments.of(
            "simulate --privacy user --noise-multiplier 1 --accountant pld --backbone pixels --data demo:users=6,pictures=4,test=20",
            "accountant: pld with user-level privacy (expected: rdp"),
        Arguments.of(
            "simulate --privacy user --noise-multiplier 1 --partition iid --clients 3 --backbone pixels --data demo:users=6,pictures=8,test=20",
            "user-clients: 1, and user "),
        Arguments.of("privacy total no-such-run", "run: there is no no-such-run"),
        Arguments.of("privacy total pom.xml pom.xml", "has no privacy ledger"),
        Arguments.of(
            "privacy epsilon --cohort 3 --clients 9 --steps 2 --noise-multiplier 1 --delta 1e-5 --user-clients 2",
            "user-clients: 2 without --sampling-rate"),
        Arguments.of("simulate --sampling-rate 2", "sampling-rate: 2.0"),
        Arguments.of("simulate --cohort 3 --sampling-rate 0.5", "expected: one of them"),
        Arguments.of(
            "simulate --secure-aggregation --weights examples",
            "a masked weight cannot be checked"),
        Arguments.of("simulate --min-survivors 3", "without --secure-aggregation"),
        Arguments.of(
            "simulate --secure-aggregation --expected-dropouts 0.6 --expected-colluders 0.3 --data demo:users=30,pictures=4,test=20",
            "fewest survivors: 15 of 30"),
        Arguments.of("simulate --sum-bits 48", "sum-bits: 48 (expected: 32 or 64)"),
        Arguments.of("simulate --weights capped:many", "weights: capped:many"),
        Arguments.of("simulate --weight-cap 0.5", "weight-cap: 0.5 (expected: a multiple of the"),
        Arguments.of("simulate --weight-cap many", "weight-cap: many (expected: a multiple of"),
        Arguments.of(
            "simulate --weight-cap 5 --weights uniform",
            "weight-cap: 5 with --weights uniform (expected: --weights examples"),
        Arguments.of(
            "simulate --weight-cap 5 --strategy fed3r:1",
            "weight-cap: 5 where every example counts exactly (expected: none)"),
        Arguments.of("simulate --clipping-norm 0", "clipping-norm: 0.0 (expected: finite and"),
        Arguments.of(
            "simulate --clipping-norm 1 --strategy scaffold",
            "clipping-norm: 1.0 with strategy scaffold:1 (expected: none, or a strategy that"),
        Arguments.of(
            "simulate --clipping-norm 1 --strategy fed3r:1",
            "clipping-norm: 1.0 with strategy fed3r:1 (expected: none; statistics are"),
        Arguments.of(
            "simulate --aggregator krum:2 --clients 6",
            "aggregator: krum:2 of 6 contributions (expected: at least 7, 2 F + 3)"),
        Arguments.of(
            "simulate --aggregator bulyan:1 --clients 30 --cohort 6",
            "aggregator: bulyan:1 of 6 contributions (expected: at least 7, 4 F + 3)"),
        Arguments.of("aggregate --out x.safetensors", "Missing required parameter"),
        Arguments.of("arena aggregators --seeds 0", "seeds: 0 (expected: at least 1)"),
        Arguments.of("arena central --l2 0", "exact-softmax:0.0 (expected: finite and above 0)"),
        Arguments.of(
            "arena strategies --rounds 0", "rounds: 0, local-epochs: 5 (expected: at least 1)"),
        Arguments.of("arena aggregators --attackers 11", "attackers: 11 of 10 clients"),
        Arguments.of(
            "arena aggregators --aggregator krum:4 --clients 8",
            "aggregator: krum:4 of 8 contributions (expected: at least 11"),
        Arguments.of("simulate --out x --resume y", "config: no file"),
        Arguments.of("coordinator --min-clients 0", "min-clients: 0"),
        Arguments.of("coordinator --min-clients 2 --quorum 3", "quorum: 3"),
        Arguments.of("coordinator --min-clients 2 --quorum 2 --goal 1", "goal: 1"),
        Arguments.of(
            "coordinator --privacy central --noise-multiplier 1 --clipping-norm 1 --goal 3",
            "goal: 3 with --privacy"),
        Arguments.of(
            "coordinator --secure-aggregation --goal 3", "goal: 3 with --secure-aggregation"),
        Arguments.of(
            "coordinator --labels boat,car --test-data demo:users=2,pictures=4,test=10",
            "class butterfly is unknown (expected: one of boat, car)"),
        Arguments.of("coordinator --deadline soon", "'soon' is no duration"),
        Arguments.of("coordinator --listen nowhere", "nowhere"),
        Arguments.of(
            "coordinator --web-port 0 --web-tls-cert a.pem",
            "web-tls-cert: without --web-tls-key (expected: both"),
        Arguments.of(
            "coordinator --web-port 0 --web-tls-key a.pem",
            "web-tls-key: without --web-tls-cert (expected: both"),
        Arguments.of(
            "coordinator --listen 127.0.0.1:0 --web-port 0 --web-tls-cert a.pem --web-tls-key b.pem",
            "web-tls-cert: a.pem cannot be read"),
        Arguments.of("coordinator --keep-serving", "keep-serving: without --web-port"),
        Arguments.of("coordinator --pretrained-labels a.txt", "without --web-port"),
        Arguments.of("coordinator --publish-runs .", "publish-runs: without --web-port"),
        Arguments.of(
            "coordinator --web-port 0 --publish-runs no-such-place",
            "publish-runs: no-such-place is no folder (expected: one that holds the run folders to publish"),
        Arguments.of(
            "coordinator --web-port 0 --publish-runs pom.xml",
            "publish-runs: pom.xml is no folder"),
        Arguments.of(
            "coordinator --web-port 0 --pretrained-labels no-such.txt",
            "pretrained-labels: no-such.txt cannot be read"),
        Arguments.of("client --coordinator here --data x --name a", "here"),
        Arguments.of("predict photo.jpg", "--run"),
        Arguments.of("predict --model no-such.safetensors photo.jpg", "no-such.safetensors"),
        Arguments.of("backbone info pixels", "pixels is no file"),
        Arguments.of("fly", "fly"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsASentenceAndExitCodeTwo(String line, String sentence) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void anUnknownKeyOfTheConfigurationNamesTheNearestFlag() throws IOException {
    Path config = Files.writeString(folder.resolve("run.yaml"), "round: 3\n");

    CommandRun run = CommandRun.of("simulate", "--config", config.toString());

    assertThat(run.err()).contains("unknown key 'round'").contains("did you mean 'rounds'");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aConfigurationThatIsNoYamlIsRefused() throws IOException {
    Path config = Files.writeString(folder.resolve("run.yaml"), "rounds: [3\n");

    assertThat(CommandRun.of("simulate", "--config", config.toString()).err())
        .contains("is not YAML");
  }

  @Test
  void anExistingRunIsNeverOverwritten() throws IOException {
    Files.writeString(folder.resolve("rounds.jsonl"), "");

    CommandRun run = CommandRun.of("simulate", "--out", folder.toString());

    assertThat(run.err()).contains("holds an earlier run");
    assertThat(folder.toFile().list()).containsExactly("rounds.jsonl");
  }

  @Test
  void oneClassAloneIsRefused() throws IOException {
    Path pictures = Files.createDirectories(folder.resolve("pictures/cats"));
    Files.write(pictures.resolve("a.png"), new byte[] {1});

    CommandRun run = CommandRun.of("simulate", "--data", folder.resolve("pictures").toString());

    assertThat(run.err()).contains("only class cats").contains("at least two classes");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void picturesThatCannotBeReadAreNamedAndEndTheRunWhenTheyAreTooMany() throws IOException {
    for (String label : new String[] {"cats", "dogs"}) {
      Path pictures = Files.createDirectories(folder.resolve("pictures").resolve(label));
      for (int i = 0; i < 8; i++) {
        Files.writeString(pictures.resolve(i + ".png"), "no picture");
      }
    }

    CommandRun run =
        CommandRun.of(
            "simulate",
            "--data",
            folder.resolve("pictures").toString(),
            "--cache",
            folder.resolve("cache").toString(),
            "--format",
            "json");

    assertThat(run.err()).contains("unreadable pictures").contains("cats/0.png");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aTrainingThatDivergesForEverybodyEndsWithExitCodeFourAndARunFolder() {
    Path run = folder.resolve("run");

    CommandRun ended =
        CommandRun.of(
            "simulate",
            "--data",
            "demo:users=3,pictures=9,test=10",
            "--lr",
            "1e30",
            "--format",
            "json",
            "--out",
            run.toString(),
            "--cache",
            folder.resolve("cache").toString());

    assertThat(ended.exitCode()).isEqualTo(4);
    assertThat(run.resolve("summary.json")).content().contains("quorum not met");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      CommandRun run =
          CommandRun.of(
              "coordinator",
              "--listen",
              address,
              "--format",
              "json",
              "--cache",
              folder.resolve("cache").toString());

      assertThat(run.err()).contains(String.valueOf(taken.getLocalPort()));
      assertThat(run.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void tooFewClientsWithinTheTimeoutIsExitCodeFour() {
    CommandRun run =
        CommandRun.of(
            "coordinator",
            "--listen",
            "127.0.0.1:0",
            "--wait",
            "50ms",
            "--format",
            "json",
            "--cache",
            folder.resolve("cache").toString());

    assertThat(run.exitCode()).isEqualTo(4);
  }
}
