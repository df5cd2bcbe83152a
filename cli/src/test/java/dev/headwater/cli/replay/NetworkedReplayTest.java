package dev.headwater.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.simulations.output.manifest.RecordManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over sockets are computed again from the audit log and the clients' folders. */
final class NetworkedReplayTest {
  private static final int ROUNDS = 4;

  private static Path shared;

  /** With control variates that clients remember, a refused answer and a silent client. */
  private static Path open;

  private static Path shares;

  private final Path folder;

  NetworkedReplayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void record(@TempDir Path dir) throws Exception {
    shared = dir;
    open = shared.resolve("open");
    shares = LiveRun.shares(shared);
    Conduct wrong =
        (client, examples, heldOut, task, memory) -> {
          ClientRound honest = ClientRound.perform(client, examples, heldOut, task, memory);
          return Optional.of(task.round() == 2 ? heavier(honest) : honest);
        };
    Conduct silent =
        (client, examples, heldOut, task, memory) ->
            task.round() == 3
                ? Optional.empty()
                : Optional.of(ClientRound.perform(client, examples, heldOut, task, memory));
    String flags = "--rounds " + ROUNDS + " --strategy scaffold --test-data " + shares + "/test";
    try (LiveRun live = new LiveRun(shared, open, flags)) {
      live.with("client-000")
          .with("client-001")
          .with("client-002", silent, 0)
          .with("client-003", wrong, 0)
          .finish();
    }
  }

  /** A weight that its examples do not give, which a coordinator refuses. */
  private static ClientRound heavier(ClientRound done) {
    Contribution c = done.contribution();
    return new ClientRound(
        new Contribution(
            c.client(),
            c.round(),
            c.numExamples(),
            c.weight() + 1,
            c.vectors(),
            c.trainLoss(),
            c.withinNorm(),
            c.scalars()),
        done.memory());
  }

  private static Set<String> counted(Path run, int round) {
    return Objects.requireNonNull(AuditFile.read(run).ended(round)).counted().keySet();
  }

  private static CommandRun replay(Path run, String flags) {
    return Recorded.replay(run, "--data " + shares + " " + flags);
  }

  @Test
  void aRunWithADropoutAndARefusedAnswerEndsInItsDigestsAgain() {
    assertThat(AuditFile.read(open).events())
        .anyMatch(
            event ->
                event instanceof AuditEvent.Answered answer
                    && answer.round() == 2
                    && answer.refusal() != null);
    assertThat(counted(open, 2)).doesNotContain("client-003");
    assertThat(counted(open, 3)).doesNotContain("client-002");

    CommandRun again = replay(open, "");

    assertThat(again.out())
        .as(again.err())
        .startsWith("Equal: 4 of 4 rounds computed again, 1")
        .contains("answers of clients checked one by one")
        .doesNotContain("Not checked");
    assertThat(again.exitCode()).isZero();
  }

  @Test
  void aMaskedRunWithAClientThatLeavesInItsMiddleDoesToo() throws Exception {
    Path run = folder.resolve("masked");
    String flags = "--rounds 3 --secure-aggregation --expected-dropouts 0.3";
    try (LiveRun live = new LiveRun(shared, run, flags)) {
      live.with("client-000")
          .with("client-001")
          .with("client-002")
          .with("client-003", Conduct.HONEST, 2)
          .finish();
    }
    assertThat(counted(run, 1)).contains("client-003");
    assertThat(counted(run, 2)).doesNotContain("client-003");

    CommandRun again = replay(run, "");

    assertThat(again.out())
        .as(again.err())
        .startsWith("Equal: 3 of 3 rounds computed again, with the digests of the record")
        .contains("Not checked: Digests of masked answers are of masks that nobody keeps")
        .contains("Not checked: Accuracy and loss of evaluation");
  }

  @Test
  void secureNoiseOfTheCoordinatorLeavesTheAnswersOfTheFirstRoundToCheck() throws Exception {
    Path run = folder.resolve("secure");
    String flags = "--rounds 2 --labels " + labels() + " --privacy central --noise-multiplier 1";
    try (LiveRun live = new LiveRun(shared, run, flags)) {
      live.with("client-000").with("client-001").with("client-002").with("client-003").finish();
    }

    CommandRun again = replay(run, "");

    assertThat(again.out())
        .as(again.err())
        .contains("0 of 2 rounds computed again, 4 answers of clients checked one by one")
        .contains(
            "Not checked: Round 1: its answers were checked, and so is its sum before noise.");
    assertThat(again.exitCode()).isZero();
  }

  @Test
  void answersThatWereKeptTakeThePlaceOfTheClientsPictures() throws Exception {
    Path run = folder.resolve("kept");
    String flags = "--rounds 2 --keep-contributions --compression top-k:0.1 --test-data ";
    try (LiveRun live = new LiveRun(shared, run, flags + shares.resolve("test"))) {
      live.with("client-000").with("client-001").with("client-002").with("client-003").finish();
    }

    CommandRun again = Recorded.replay(run, "");
    CommandRun some = replay(run, "");
    Path kept = run.resolve("contributions/round-000001.pb");
    Recorded.flip(kept);
    CommandRun refused = Recorded.replay(run, "");
    RecordManifest.write(run);
    CommandRun forged = Recorded.replay(run, "");

    assertThat(again.out())
        .as(again.err())
        .startsWith("Equal: 2 of 2 rounds computed again, with")
        .contains("Not checked: That the answers of client-000, client-001, client-002 and 1 more");
    assertThat(some.out()).startsWith("Equal: 2 of 2 rounds computed again, 8 answers");
    assertThat(refused.out()).contains("contributions/round-000001.pb is not as the run wrote it");
    assertThat(forged.exitCode()).as(forged.out() + forged.err()).isNotZero();
  }

  @Test
  void answersUnderAPromiseAreNotKept() {
    String line = "coordinator --keep-contributions --secure-aggregation";
    assertThat(CommandRun.of(line.split(" ")).err())
        .contains("keep-contributions: with --secure-aggregation (expected: without");
  }

  private static String labels() throws IOException {
    try (Stream<Path> classes = Files.list(shares.resolve("test"))) {
      return String.join(
          ",", classes.map(path -> String.valueOf(path.getFileName())).sorted().toList());
    }
  }

  @Test
  void theFirstClientWhosePicturesGiveAnotherAnswerIsNamed() throws Exception {
    Path others = Recorded.copy(shares, folder.resolve("others"));
    Path own = others.resolve("client-001");
    try (Stream<Path> files = Files.walk(own)) {
      Files.delete(files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow());
    }

    CommandRun again = Recorded.replay(open, "--data " + others);

    assertThat(again.out())
        .contains("Round 1, client client-001: its data gives answer ")
        .contains("DIFFERS");
    assertThat(again.exitCode()).isEqualTo(5);
  }

  @Test
  void withoutTheDataOfAClientWhatIsLeftIsCheckedAndTheRestIsSaid() throws Exception {
    Path others = folder.resolve("others");
    for (String client : List.of("client-000", "client-001", "client-003")) {
      Recorded.copy(shares.resolve(client), others.resolve(client));
    }

    CommandRun some = Recorded.replay(open, "--data " + others);
    CommandRun none = Recorded.replay(open, "");

    assertThat(some.out())
        .contains("0 of 4 rounds computed again, 3 answers of clients checked one by one")
        .contains("Not checked: Rounds 1 to 4: no data of client-002.");
    assertThat(none.out()).contains("no data of client-000, client-001, client-002 and 1 more");
    assertThat(some.exitCode()).isZero();
  }

  @Test
  void anotherStrategyHasTheSameParticipation() {
    CommandRun shown = replay(open, "--what-if strategy=fedadam --format json");
    CommandRun lacking = Recorded.replay(open, "--what-if strategy=fedadam");

    assertThat(shown.out().lines()).as(shown.err()).hasSize(ROUNDS);
    assertThat(shown.out().lines().toList().get(2))
        .contains("\"contributed\":" + counted(open, 3).size() + ",\"digest\"");
    assertThat(lacking.err()).contains("data: none of client client-000, client-001");
    assertThat(lacking.exitCode()).isEqualTo(2);
  }

  /** Every line follows from the one before, every root from its answers, and the manifest fits. */
  @Test
  void anAuditLogThatWasWrittenAgainWithAnotherAnswerIsCaughtByTheClientsData() throws Exception {
    Path run = Recorded.copy(open, folder.resolve("run"));
    List<AuditEvent> events = AuditFile.read(run).events();
    Files.delete(run.resolve(AuditFile.NAME));
    try (AuditFile log = AuditFile.open(run, Clock.systemUTC())) {
      events.forEach(event -> log.record(forged(event)));
    }
    RecordManifest.write(run);

    CommandRun refused = replay(run, "");

    assertThat(refused.out())
        .contains("Round 1, client client-001: its data gives answer ")
        .contains(", and the record has 0000000000000000");
    assertThat(refused.exitCode()).isEqualTo(5);
  }

  private static AuditEvent forged(AuditEvent event) {
    String zeros = "0".repeat(64);
    if (event instanceof AuditEvent.Answered one && one.client().equals("client-001")) {
      return new AuditEvent.Answered(one.round(), one.client(), zeros, one.refusal());
    }
    if (event instanceof AuditEvent.Ended ended) {
      SortedMap<String, String> counted = new TreeMap<>(ended.counted());
      counted.replace("client-001", zeros);
      return new AuditEvent.Ended(ended.round(), ended.parameters(), counted, ended.whyNoSum());
    }
    return event;
  }

  @Test
  void aChangedBitInTheAuditLogIsNamed() {
    Path run = Recorded.copy(open, folder.resolve("run"));
    Recorded.flip(run.resolve(AuditFile.NAME));

    CommandRun refused = replay(run, "");

    assertThat(refused.out()).contains("audit.jsonl is not as the run wrote it");
    assertThat(refused.exitCode()).isEqualTo(5);
  }
}
