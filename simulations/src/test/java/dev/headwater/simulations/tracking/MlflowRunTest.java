package dev.headwater.simulations.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class MlflowRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SampleRun sample = new SampleRun(3, 2, 3);
  private final List<RoundReport> reports = sample.reports();
  private final List<String> told = new CopyOnWriteArrayList<>();

  private final Path folder;

  MlflowRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private MlflowRun run(String uri, Duration patience, Map<String, String> environment) {
    return new MlflowRun(uri, environment, told::add, patience);
  }

  private void all(MlflowRun run, boolean promised, RunOutcome outcome) {
    try (run) {
      run.begin(sample.facts(), promised, "my-run", List.of());
      reports.forEach(run::onRound);
      run.end(outcome, folder);
    }
  }

  @Test
  void theServerHearsOfSettingsRoundsEndAndFiles() throws Exception {
    Files.writeString(folder.resolve("report.html"), "<p>report</p>");
    Files.writeString(folder.resolve("secret.txt"), "no file of a run");
    try (FakeMlflow server = new FakeMlflow()) {
      all(run(server.uri() + "/", PATIENCE, Map.of()), false, RunOutcome.DONE);
      assertThat(server.calls.subList(0, 4))
          .containsExactly(
              "GET /api/2.0/mlflow/experiments/get-by-name",
              "POST /api/2.0/mlflow/experiments/create",
              "POST /api/2.0/mlflow/runs/create",
              "POST /api/2.0/mlflow/runs/log-batch");
      assertThat(server.bodies.get(1).path("name").asText()).isEqualTo("headwater");
      assertThat(server.bodies.get(2).path("run_name").asText()).isEqualTo("my-run");
      assertThat(server.params)
          .containsEntry("partition", "dirichlet:0.3")
          .containsEntry("lr", "0.1");
      for (RoundReport report : reports) {
        RoundRecord round = RoundRecord.of(report);
        assertThat(server.metrics)
            .containsEntry("eval_accuracy@" + round.round(), round.evalAccuracy())
            .containsEntry("bytes_up@" + round.round(), (double) round.bytesUp());
      }
      assertThat(server.status).isEqualTo("FINISHED");
      assertThat(server.tags)
          .containsEntry("headwater.version", "0.1.0")
          .containsEntry("headwater.outcome", "Done");
      assertThat(server.files)
          .containsExactly(Map.entry("7/r1/artifacts/report.html", "<p>report</p>"));
      assertThat(told).isEmpty();
    }
  }

  @Test
  void underAPromiseItHearsNoCountsAndGetsTheHeadAlone() throws Exception {
    Files.writeString(folder.resolve("report.html"), "counts");
    Files.writeString(folder.resolve("head.safetensors"), "head");
    try (FakeMlflow server = new FakeMlflow()) {
      all(run(server.uri(), PATIENCE, Map.of()), true, RunOutcome.BUDGET_SPENT);
      assertThat(server.metrics.keySet())
          .allMatch(key -> key.matches("(eval_accuracy|eval_loss|epsilon)@.*"))
          .hasSize(6);
      assertThat(server.params)
          .containsKey("partition")
          .doesNotContainKeys("data", "seed", "clients");
      assertThat(server.files).containsOnlyKeys("7/r1/artifacts/head.safetensors");
      assertThat(server.status).isEqualTo("FINISHED");
    }
  }

  @ParameterizedTest
  @CsvSource({"INTERRUPTED, KILLED", "QUORUM_NOT_MET, FAILED", "TARGET_REACHED, FINISHED"})
  void theEndIsToldAsItWas(RunOutcome outcome, String status) throws Exception {
    try (FakeMlflow server = new FakeMlflow()) {
      all(run(server.uri(), PATIENCE, Map.of()), false, outcome);
      assertThat(server.status).isEqualTo(status);
    }
  }

  @Test
  void aRunThatBreaksOffHasFailedAndSendsNoFiles() throws Exception {
    try (FakeMlflow server = new FakeMlflow()) {
      try (MlflowRun run = run(server.uri(), PATIENCE, Map.of())) {
        run.begin(sample.facts(), false, "x", List.of());
        run.onRound(reports.get(0));
      }
      assertThat(server.status).isEqualTo("FAILED");
      assertThat(server.files).isEmpty();
    }
  }

  @Test
  void anInterruptedThreadStillTellsTheEnd() throws Exception {
    try (FakeMlflow server = new FakeMlflow()) {
      Thread.currentThread().interrupt();
      all(run(server.uri(), PATIENCE, Map.of()), false, RunOutcome.INTERRUPTED);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(server.status).isEqualTo("KILLED");
    }
  }

  @Test
  void aServerThatIsNotThereCostsOneSentence() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    all(run("http://127.0.0.1:" + closed, PATIENCE, Map.of()), false, RunOutcome.DONE);
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).contains("127.0.0.1:" + closed, "The run goes on");
  }

  @Test
  void aServerThatBreaksCostsOneSentence() throws Exception {
    try (FakeMlflow server = new FakeMlflow()) {
      server.works = 5;
      all(run(server.uri(), PATIENCE, Map.of()), false, RunOutcome.DONE);
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains("it answered 500", "disk full");
      assertThat(server.calls).hasSize(6);
    }
  }

  @Test
  void aServerThatDoesNotAnswerHoldsNoRoundAndTheEndNotForLong() throws Exception {
    try (FakeMlflow server = new FakeMlflow()) {
      server.answers = new CountDownLatch(1);
      all(run(server.uri(), Duration.ofMillis(300), Map.of()), false, RunOutcome.DONE);
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains("no answer within");
      server.answers.countDown();
    }
  }

  @Test
  void filesThatTheServerDoesNotTakeAreSaid() throws Exception {
    Files.writeString(folder.resolve("report.html"), "x");
    try (FakeMlflow server = new FakeMlflow()) {
      server.artifacts = "s3://bucket/7/r1/artifacts";
      all(run(server.uri(), PATIENCE, Map.of()), false, RunOutcome.DONE);
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).contains("s3://bucket", "--serve-artifacts");
      assertThat(server.status).isEqualTo("FINISHED");
    }
  }

  @Test
  void experimentAndPasswordComeFromMlflowsOwnVariables() throws Exception {
    Map<String, String> environment =
        Map.of(
            "MLFLOW_EXPERIMENT_NAME", "birds",
            "MLFLOW_TRACKING_USERNAME", "ann",
            "MLFLOW_TRACKING_PASSWORD", "x y");
    try (FakeMlflow server = new FakeMlflow()) {
      all(run(server.uri(), PATIENCE, environment), false, RunOutcome.DONE);
      assertThat(server.bodies.get(1).path("name").asText()).isEqualTo("birds");
      assertThat(server.authorizations).containsOnly("Basic YW5uOnggeQ==");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost:5000", "ftp://host", "http://ann:secret@host", "http://a b"})
  void whatIsNoServerIsRefusedWithoutItsPassword(String uri) {
    assertThatThrownBy(() -> run(uri, PATIENCE, Map.of()))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("expected: the address of a tracking server")
        .hasMessageNotContaining("secret");
  }
}
