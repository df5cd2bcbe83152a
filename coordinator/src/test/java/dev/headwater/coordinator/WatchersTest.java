package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.access.Access;
import dev.headwater.coordinator.access.Permit;
import dev.headwater.coordinator.watch.FakeWatcher;
import dev.headwater.coordinator.watch.Watchers;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.Participant;
import dev.headwater.v1.Participant.State;
import dev.headwater.v1.RunStatus;
import dev.headwater.v1.RunStatus.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watcher hears of a run over sockets; the clock moves when the test says so. */
class WatchersTest {
  private static final RunDescription RUN = Sample.run(Sample.FEATURES, Sample.LABELS);

  private static FakeWatcher watch(LiveRun live) {
    var stream = new FakeWatcher(1_000_000);
    live.server.watchers().add(stream, Permit.open(Access.WATCH));
    return stream;
  }

  private static RunStatus after(LiveRun live, FakeWatcher stream) {
    live.timer.advance(Watchers.PAUSE);
    return stream.status();
  }

  private static List<State> states(RunStatus status) {
    return status.getParticipantsList().stream().map(Participant::getState).toList();
  }

  @Test
  void statusFollowsJoinsAndLeaves() throws Exception {
    try (var live = new LiveRun(Sample.config(3, 2), RUN, 2)) {
      FakeWatcher stream = watch(live);
      assertThat(stream.status().getPhase()).isEqualTo(Phase.IDLE);
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      live.waitsFor("0 of 3 enrolled");
      assertThat(after(live, stream).getSentence())
          .isEqualTo("waiting for clients: 0 of 3 enrolled");
      assertThat(stream.status().getPhase()).isEqualTo(Phase.WAITING);
      var channel = live.channel();
      var first = new RawClient("client-0", channel).join();
      live.waitsFor("1 of 3 enrolled");
      RunStatus one = after(live, stream);
      assertThat(one.getConnected()).isEqualTo(1);
      assertThat(one.getParticipants(0).getName()).isEqualTo("client-0");
      assertThat(one.getParticipants(0).getNumExamples())
          .isEqualTo(first.request().getNumExamples());
      channel.shutdownNow();
      live.waitsFor("0 of 3 enrolled; gone: client-0");
      RunStatus gone = after(live, stream);
      assertThat(gone.getConnected()).isZero();
      assertThat(gone.getParticipants(0).getConnected()).isFalse();
      Sample.names(3).forEach((String name) -> live.launch(name));
      LiveRun.soon(reports);
    }
  }

  @Test
  void statusFollowsRefusalsAnswersAndPhases() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 2), RUN, 2)) {
      live.server.announce(1, 4.0);
      FakeWatcher stream = watch(live);
      var a = new RawClient("a", live.channel()).join();
      var b = new RawClient("b", live.channel()).join();
      var reports = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.EVERY_ROUND);
      var task = a.task();
      b.task();
      RunStatus training = after(live, stream);
      assertThat(training.getPhase()).isEqualTo(Phase.TRAINING);
      assertThat(training.getRound()).isEqualTo(1);
      assertThat(training.getRoundsPlanned()).isEqualTo(1);
      assertThat(training.getStepDeadlineSeconds()).isEqualTo(30);
      assertThat(training.getLabels().getNamesList()).isEqualTo(Sample.LABELS);
      assertThat(states(training)).containsExactly(State.WORKING, State.WORKING);

      var wrong = a.submission(task).toBuilder();
      wrong.getContributionBuilder().setNumExamples(1);
      a.submit(wrong.build());
      assertThat(states(after(live, stream))).containsExactly(State.REFUSED, State.WORKING);
      a.submit(a.submission(task));
      assertThat(states(after(live, stream))).containsExactly(State.ANSWERED, State.WORKING);
      assertThat(stream.status().getRoundSeconds()).isEqualTo(0.75);
      b.submit(b.submission(task));

      a.next(Assignment.WorkCase.EVALUATE);
      RunStatus evaluating = after(live, stream);
      assertThat(evaluating.getPhase()).isEqualTo(Phase.EVALUATING);
      assertThat(states(evaluating)).containsExactly(State.WORKING, State.WORKING);
      live.timer.advance(Duration.ofSeconds(31)); // nobody scores
      RoundReport report = LiveRun.soon(reports).get(0);
      assertThat(stream.completed()).isTrue();
      assertThat(stream.status().getPhase()).isEqualTo(Phase.FINISHED);
      var told = stream.reports().get(0);
      assertThat(told.getRefused()).isEqualTo(1);
      assertThat(told.getRefusals(0).getClient()).isEqualTo("a");
      assertThat(told.getRefusals(0).getReason()).contains("num_examples: 1");
      assertThat(told.getDigest().toByteArray())
          .asHexString()
          .isEqualToIgnoringCase(report.digest());
    }
  }

  @Test
  void maskedRoundsTellTheirStep() throws Exception {
    try (var live = new LiveRun(Sample.config(3, 2), RUN, 2)) {
      FakeWatcher stream = watch(live);
      var clients =
          Sample.names(3).stream().map(name -> new RawClient(name, live.channel())).toList();
      for (RawClient client : clients) {
        client.join();
      }
      var reports =
          live.train(Sample.uniform(1, 32, new Masking(2, 0.2, 0)), EvaluateClients.NEVER);
      for (RawClient client : clients) {
        client.next(Assignment.WorkCase.TRAIN);
      }
      RunStatus status = after(live, stream);
      assertThat(status.getSecureStep()).isEqualTo("send their keys");
      assertThat(states(status)).containsOnly(State.WORKING);
      live.timer.advance(Duration.ofSeconds(31));
      LiveRun.soon(reports);
      var told = stream.reports().get(0);
      assertThat(told.getMasked()).isTrue();
      assertThat(told.getNoSum()).isNotEmpty();
      assertThat(told.getStragglersList()).isEqualTo(Sample.names(3));
    }
  }

  @Test
  void manyChangesAreOneStatus() throws Exception {
    try (var live = new LiveRun(Sample.config(40, 2), RUN, 2)) {
      FakeWatcher stream = watch(live);
      live.timer.advance(Watchers.PAUSE);
      int before = stream.statuses().size();
      var channel = live.channel();
      for (String name : Sample.names(30)) {
        new RawClient(name, channel).join();
      }
      assertThat(stream.statuses()).hasSize(before);
      assertThat(after(live, stream).getParticipantsTotal()).isEqualTo(30);
      assertThat(stream.statuses()).hasSize(before + 1);
    }
  }

  @Test
  void statusComesThoughNothingChangesUntilTheWatcherGoes() {
    try (var live = new LiveRun(Sample.config(1, 1), RUN, 1)) {
      FakeWatcher stream = watch(live);
      live.timer.advance(Watchers.HEARTBEAT);
      live.timer.advance(Watchers.PAUSE);
      assertThat(stream.statuses()).hasSize(2);
      live.timer.advance(Watchers.HEARTBEAT);
      live.timer.advance(Watchers.PAUSE);
      assertThat(stream.statuses()).hasSize(3);
      stream.goAway();
      live.timer.advance(Watchers.HEARTBEAT);
      live.timer.advance(Watchers.PAUSE);
      assertThat(stream.statuses()).hasSize(3);
    }
  }

  @Test
  void whoComesAfterTheEndGetsEverythingAndTheEnd() throws Exception {
    try (var live = new LiveRun(Sample.config(2, 2), RUN, 2)) {
      Sample.names(2).forEach((String name) -> live.launch(name));
      LiveRun.soon(live.train(Sample.plan(3, new CohortSize.All()), EvaluateClients.EVERY_ROUND));
      FakeWatcher stream = watch(live);
      assertThat(stream.events().get(0).getStatus().getPhase()).isEqualTo(Phase.FINISHED);
      assertThat(stream.reports())
          .extracting(dev.headwater.v1.RoundReport::getRound)
          .containsExactly(1, 2, 3);
      assertThat(stream.reports().get(2).getSpread().getClients()).isEqualTo(2);
      assertThat(stream.completed()).isTrue();
    }
  }

  @Test
  void secretCohortsAreNotShownAndHiddenCountsNeither() throws Exception {
    var hidden =
        new RunDescription(
            RUN.runId(),
            RUN.softwareVersion(),
            RUN.labels(),
            RUN.imageSize(),
            RUN.mean(),
            RUN.std(),
            RUN.backbone(),
            RUN.holdoutShare(),
            RUN.seed(),
            true,
            "linear",
            "memory-1");
    try (var live = new LiveRun(Sample.config(2, 2), hidden, 2)) {
      var channel = live.channel();
      RawClient gone = new RawClient("a", channel).join();
      FakeWatcher stream = watch(live);
      channel.shutdownNow();
      LiveRun.soon(gone.ended);
      while (live.server.cohort().dispatcher().enrolled() > 0) {
        Thread.onSpinWait();
      }
      live.server.roundListener().onTask(Sample.secretTask());
      RunStatus status = after(live, stream);
      assertThat(status.getSecretCohort()).isTrue();
      assertThat(states(status)).containsExactly(State.ENROLLED);
      assertThat(status.getParticipants(0).getNumExamples()).isZero();
      assertThat(status.getRoundSeconds() + status.getStepSeconds()).isZero();
      assertThat(status.getStepDeadlineSeconds()).isZero();
      assertThat(status.getConnected()).isEqualTo(status.getParticipantsTotal());
      assertThat(status.getParticipants(0).getConnected()).isTrue();
    }
  }
}
