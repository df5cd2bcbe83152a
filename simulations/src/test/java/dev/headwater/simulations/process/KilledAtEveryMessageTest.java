package dev.headwater.simulations.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.client.NodeOutcome;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.members.WaitingListener;
import dev.headwater.files.disk.PowerCut;
import dev.headwater.files.disk.PowerCut.Loss;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One of five nodes is killed before a message or before a step on its disk, and comes back. Open
 * rounds end with the bits of a run that nothing has interrupted; masked ones in the exact sum of
 * those that are recorded as counted, because a killed node has lost its keys.
 */
final class KilledAtEveryMessageTest {
  private static final int ROUNDS = 3;
  private static final int SAMPLE = 3;
  private static final long SEED = Long.getLong("headwater.crash.seed", System.nanoTime());
  private static final String VICTIM = "client-2";

  /** What a run does with contributions. */
  enum Kind {
    OPEN,
    MEMORY,
    MASKED;

    RunSettings settings() {
      return switch (this) {
        case OPEN -> SmallRun.openSettings(ROUNDS);
        case MEMORY -> SmallRun.rememberingSettings(ROUNDS);
        case MASKED -> SmallRun.settings(ROUNDS);
      };
    }

    Duration deadline() {
      return Duration.ofSeconds(this == MASKED ? 1 : 60);
    }
  }

  private record Outcome(List<RoundReport> rounds, int messages, int steps) {
    List<String> digests() {
      return rounds.stream().map(RoundReport::digest).toList();
    }
  }

  private final ExecutorService work = Executors.newFixedThreadPool(2);
  private final Path folder;

  KilledAtEveryMessageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void stop() throws InterruptedException {
    work.shutdownNow();
    assertThat(work.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  private Outcome run(Kind kind, int message, int step, Loss loss) throws Exception {
    Path keys = Files.createTempDirectory(folder, "nodes");
    var config =
        new CoordinatorConfig(
            "127.0.0.1:0",
            -1,
            SmallRun.CLIENTS,
            SmallRun.CLIENTS, // every open round waits for all of them
            kind.deadline(),
            kind.deadline(),
            Duration.ofMinutes(2),
            null);
    List<RoundReport> rounds = new ArrayList<>();
    List<MortalNode> nodes = new ArrayList<>();
    try (var server =
            CoordinatorServer.start(config, SmallRun.description(), null, WaitingListener.NONE);
        PowerCut power = PowerCut.before(keys.resolve(VICTIM), step, loss)) {
      for (int k = 0; k < SmallRun.CLIENTS; k++) {
        String name = "client-" + k;
        boolean victim = name.equals(VICTIM);
        nodes.add(
            new MortalNode(
                name, server.port(), keys.resolve(name), victim ? message : 0, power, work));
      }
      nodes.forEach(MortalNode::start);
      new Federation(kind.settings(), server.cohort(), server.roundListener(), rounds::add).run();
      server.finish("done");
      for (MortalNode node : nodes) {
        assertThat(node.outcome().get(1, TimeUnit.MINUTES))
            .isInstanceOf(NodeOutcome.Finished.class);
      }
      return new Outcome(rounds, nodes.get(2).messages(), power.steps());
    }
  }

  private void requireTrue(Kind kind, Outcome whole, Outcome killed, String how) {
    assertThat(killed.rounds()).as(how).extracting(RoundReport::round).containsExactly(1, 2, 3);
    if (kind == Kind.MASKED) {
      assertThat(killed.digests())
          .as(how)
          .isEqualTo(SmallRun.replayed(kind.settings(), killed.rounds()));
    } else {
      assertThat(killed.digests()).as(how).isEqualTo(whole.digests());
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodeThatIsKilledSomewhereCostsNoAcceptedUpdate(Kind kind) throws Exception {
    Outcome whole = run(kind, 0, 0, Loss.OF_PROCESS);
    Random random = new Random(SEED);
    for (int i = 0; i < SAMPLE; i++) {
      killed(kind, whole, 1 + random.nextInt(whole.messages()), 0, Loss.OF_PROCESS);
      killed(
          kind,
          whole,
          0,
          1 + random.nextInt(whole.steps()),
          i % 2 == 0 ? Loss.OF_PROCESS : Loss.OF_POWER);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource
  void nodeThatIsKilledAnywhereCostsNoAcceptedUpdate(Kind kind) throws Exception {
    Outcome whole = run(kind, 0, 0, Loss.OF_PROCESS);
    for (int message = 1; message <= whole.messages(); message++) {
      killed(kind, whole, message, 0, Loss.OF_PROCESS);
    }
    for (int step = 1; step <= whole.steps(); step++) {
      for (Loss loss : Loss.values()) {
        killed(kind, whole, 0, step, loss);
      }
    }
    System.out.printf(
        "%s: node killed before each of %d messages and %d steps on disk%n",
        kind, whole.messages(), whole.steps());
  }

  private void killed(Kind kind, Outcome whole, int message, int step, Loss loss) throws Exception {
    String how =
        "%s, message %d, step %d %s (-Dheadwater.crash.seed=%d)"
            .formatted(kind, message, step, loss, SEED);
    try {
      requireTrue(kind, whole, run(kind, message, step, loss), how);
    } catch (IOException | RuntimeException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(how, e);
    }
  }
}
