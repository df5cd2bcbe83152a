package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A flag that no picture can make right is refused before pictures are read. */
final class EarlyRefusalTest {
  private final Path folder;

  EarlyRefusalTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<Arguments> withoutPictures() {
    String noise = "--privacy central --noise-multiplier 1 ";
    return Stream.of(
        Arguments.of("--clients 0", "clients: 0 (expected: at least 1)"),
        Arguments.of("--num-clients 0", "clients: 0 (expected: at least 1)"),
        Arguments.of("--cohort 0", "cohort: 0 (expected: at least 1)"),
        Arguments.of("--holdout 1", "holdout: 1.0"),
        Arguments.of("--partition zipf:1", "partition: zipf:1"),
        Arguments.of("--dirichlet-alpha 0", "partition: dirichlet:0.0"),
        Arguments.of(
            "--dirichlet-alpha 0.3 --partition dirichlet:0.5",
            "dirichlet-alpha: 0.3 with --partition dirichlet:0.5 (expected: one of them"),
        Arguments.of("--dirichlet-alpha 0.3 --partition iid", "--partition dirichlet:0.3 is"),
        Arguments.of("--strategy fedsomething", "strategy: fedsomething"),
        Arguments.of("--start fedavg", "start: fedavg (expected: zero, or a strategy that ends"),
        Arguments.of("--aggregator krum:9 --clients 8", "aggregator: krum:9 of 8 contributions"),
        Arguments.of("--rounds 0", "rounds: 0"),
        Arguments.of("--local-epochs 0", "local-epochs: 0"),
        Arguments.of("--batch-size 0", "batch-size: 0"),
        Arguments.of("--learning-rate 0", "lr: 0.0"),
        Arguments.of("--max-delta 0", "max-delta: 0.0"),
        Arguments.of("--weights many", "weights: many"),
        Arguments.of("--compression zip", "compression: zip"),
        Arguments.of("--stragglers 0.5", "stragglers: 0.5 (expected: none, drop:SHARE or"),
        Arguments.of("--stragglers drops:0.5", "stragglers: drops:0.5, did you mean drop?"),
        Arguments.of("--stragglers partial:2", "stragglers: 2.0 (expected: a share of at least 0"),
        Arguments.of("--stragglers drop:1", "stragglers: drop:1 (expected: a share below 1"),
        Arguments.of(
            "--stragglers partial:0.5 --local-epochs 1",
            "stragglers: partial work of 1 local epoch"),
        Arguments.of(
            "--stragglers drop:0.5 --strategy fed3r:1", "stragglers: with strategy fed3r:1"),
        Arguments.of(
            "--stragglers drop:0.5 --secure-aggregation", "stragglers: with secure aggregation"),
        Arguments.of(noise + "--stragglers drop:0.5", "stragglers: with --privacy (expected: "),
        Arguments.of("--threads 0", "threads: 0"),
        Arguments.of(noise + "--clients 30 --clipping-norm 0", "clipping-norm: 0.0"),
        Arguments.of(noise + "--clients 30 --adaptive-clipping 1.5", "quantile 1.5"),
        Arguments.of(noise + "--clients 30 --mean-weight 2", "mean-weight: 2.0"),
        Arguments.of(
            noise + "--clients 30 --cohort 3 --accountant pld",
            "accountant: pld with cohorts of fixed size"),
        Arguments.of(noise + "--clients 30 --delta 0.5", "delta: 0.5 for 30 clients"),
        Arguments.of(
            "--privacy distributed --noise-multiplier 1 --clients 30",
            "distributed without --secure-aggregation"),
        Arguments.of("--secure-aggregation --clients 1", "(expected: "),
        Arguments.of(
            "--secure-aggregation --clients 30 --expected-dropouts 0.6 --expected-colluders 0.3",
            "fewest survivors: 15 of 30"),
        Arguments.of(
            "--secure-aggregation --clients 5 --min-survivors 9", "min-survivors: 9 of a cohort"));
  }

  @ParameterizedTest
  @MethodSource("withoutPictures")
  void isRefusedAlthoughThereAreNoPictures(String flags, String sentence) {
    CommandRun run = simulate("--data no-such-place " + flags);

    assertThat(run.err()).contains(sentence).doesNotContain("no-such-place");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  static Stream<Arguments> withoutFeatures() {
    String data = "--data demo:users=6,pictures=4,test=10 ";
    return Stream.of(
        Arguments.of(data + "--clients 10", "clients: 10 for 6 users"),
        Arguments.of(data + "--partition iid --clients 1000", "clients: 1000 for 24 examples"),
        Arguments.of(data + "--partition pathological:99", "partition: pathological:99"),
        Arguments.of(data + "--without nobody", "without: no client nobody (expected: one of "),
        Arguments.of(data + "--aggregator krum:3", "aggregator: krum:3 of 6 contributions"),
        Arguments.of(
            data + "--privacy central --noise-multiplier 1 --delta 0.2", "delta: 0.2 for 6"),
        Arguments.of(
            data + "--privacy central --noise-multiplier 1 --adaptive-clipping 2", "quantile 2.0"));
  }

  @ParameterizedTest
  @MethodSource("withoutFeatures")
  void isRefusedBeforeAnyFeatureIsComputed(String flags, String sentence) throws IOException {
    CommandRun run = simulate(flags);

    assertThat(run.err()).contains(sentence);
    assertThat(run.exitCode()).isEqualTo(2);
    if (Files.exists(folder.resolve("cache"))) {
      try (Stream<Path> kept = Files.walk(folder.resolve("cache"))) {
        assertThat(kept.filter(Files::isRegularFile)).isEmpty();
      }
    }
  }

  @Test
  void aClientWithoutItsPicturesIsRefusedBeforeItWaitsForACoordinator() {
    CommandRun run =
        CommandRun.of(
            "client", "--coordinator", "127.0.0.1:1", "--data", "no-such-place", "--name", "ann");

    assertThat(run.err()).contains("data: there is no no-such-place (expected: ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void attackersThatAreNoClientsAreRefusedBeforeAnyFeatureIsComputed() throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("plan.yaml"),
            "attacks:\n  - clients: [nobody]\n    attack: sign-flip\n");

    CommandRun run =
        simulate("--data demo:users=6,pictures=4,test=10 --attacks " + plan.toAbsolutePath());

    assertThat(run.err()).contains("nobody");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private CommandRun simulate(String flags) {
    List<String> args =
        new ArrayList<>(List.of("simulate", "--backbone", "pixels", "--image-size", "8"));
    args.addAll(List.of("--cache", folder.resolve("cache").toString()));
    args.addAll(List.of("--out", folder.resolve("run").toString(), "--format", "json"));
    args.addAll(List.of(flags.split(" ")));
    return CommandRun.of(args.toArray(String[]::new));
  }
}
