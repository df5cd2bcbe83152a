package dev.headwater.coordinator.watch;

import dev.headwater.coordinator.concurrent.Changes;
import dev.headwater.coordinator.concurrent.Timer;
import dev.headwater.coordinator.members.Member;
import dev.headwater.coordinator.rounds.Dispatcher;
import dev.headwater.coordinator.rounds.Scene;
import dev.headwater.coordinator.rounds.Standing;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.codec.RunCodec;
import dev.headwater.proto.codec.WatchCodec;
import dev.headwater.v1.Participant;
import dev.headwater.v1.PrivacyLine;
import dev.headwater.v1.RunStatus;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The run's status as a message for watchers. It includes the clients' activities unless the
 * guarantee depends on a secret sample: then it tells neither who is gone nor how long anything
 * takes. It includes their num_examples unless the run hides it.
 */
public final class StatusBoard implements RoundListener {
  /** Largest number of listed participants; all are counted. */
  static final int MAX_LISTED = 200;

  private final Changes changes;
  private final Dispatcher dispatcher;
  private final Timer timer;

  // Guarded by the lock of {@code changes}.
  private int rounds;
  private double budget = Double.POSITIVE_INFINITY;
  private @Nullable PrivacyLine privacy;
  private boolean secret;
  private boolean begun;
  private long roundBegan;

  public StatusBoard(Changes changes, Dispatcher dispatcher, Timer timer) {
    this.changes = changes;
    this.dispatcher = dispatcher;
    this.timer = timer;
  }

  /** Calls {@code observer} under the cohort's lock when the status may have changed. */
  void observe(Runnable observer) {
    changes.observe(observer);
  }

  public void announce(int plannedRounds, double epsilonBudget) {
    changes.change(
        () -> {
          rounds = plannedRounds;
          budget = epsilonBudget;
        });
  }

  double budget() {
    return changes.locked(() -> budget);
  }

  @Override
  public void onTask(RoundTask task) {
    changes.change(
        () -> {
          secret = WatchCodec.secretCohort(task);
          begun = true;
          roundBegan = timer.nanoTime();
        });
  }

  @Override
  public void onRound(RoundReport report) {
    changes.change(
        () ->
            privacy =
                report.privacy() == null ? null : WatchCodec.privacy(report.privacy(), budget));
  }

  /** The current status. */
  RunStatus status() {
    return changes.locked(() -> status(dispatcher.scene()));
  }

  private RunStatus status(Scene scene) {
    RunDescription run = scene.enrolled().run();
    SortedMap<String, Member> everybody = scene.enrolled().everybody();
    var message =
        RunStatus.newBuilder()
            .setRunId(run.runId())
            .setPhase(phase(scene))
            .setRound(scene.round())
            .setRoundsPlanned(rounds)
            .setParticipantsTotal(everybody.size())
            .setConnected(secret ? everybody.size() : scene.enrolled().size())
            .setSecretCohort(secret)
            .setHidesNumExamples(run.hidesNumExamples());
    String sentence = sentence(scene);
    if (sentence != null) {
      message.setSentence(sentence);
    }
    if (run.labelsFixed()) {
      message.setLabels(RunCodec.labels(run.labels()));
    }
    if (privacy != null) {
      message.setPrivacy(privacy);
    }
    clock(scene, message);
    everybody.values().stream()
        .limit(MAX_LISTED)
        .map(member -> participant(member, scene, run.hidesNumExamples()))
        .forEach(message::addParticipants);
    return message.build();
  }

  private static @Nullable String sentence(Scene scene) {
    return scene.summary() != null ? scene.summary() : scene.waitingFor();
  }

  /**
   * Where cohorts are secret no times either: a round that lasts tells that somebody is missing.
   */
  private void clock(Scene scene, RunStatus.Builder message) {
    if (secret) {
      return;
    }
    if (begun && scene.summary() == null) {
      message.setRoundSeconds(since(roundBegan));
    }
    if (scene.training() != null) {
      message
          .setSecureStep(scene.training().secureStep())
          .setStepSeconds(since(scene.began()))
          .setStepDeadlineSeconds(seconds(scene.deadline()));
    } else if (scene.evaluation() != null) {
      message
          .setStepSeconds(since(scene.began()))
          .setStepDeadlineSeconds(seconds(scene.deadline()));
    }
  }

  private double since(long instant) {
    return (timer.nanoTime() - instant) / 1e9;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private static RunStatus.Phase phase(Scene scene) {
    if (scene.summary() != null) {
      return RunStatus.Phase.FINISHED;
    } else if (scene.training() != null) {
      return RunStatus.Phase.TRAINING;
    } else if (scene.evaluation() != null) {
      return RunStatus.Phase.EVALUATING;
    }
    return scene.waitingFor() != null ? RunStatus.Phase.WAITING : RunStatus.Phase.IDLE;
  }

  private Participant participant(Member member, Scene scene, boolean hidesNumExamples) {
    boolean connected = scene.enrolled().live(member.name()) != null;
    return Participant.newBuilder()
        .setName(member.name())
        .setState(secret ? Participant.State.ENROLLED : state(member.name(), scene, connected))
        .setConnected(secret || connected)
        .setNumExamples(hidesNumExamples ? 0 : member.numExamples())
        .build();
  }

  private static Participant.State state(String client, Scene scene, boolean connected) {
    Standing standing =
        scene.training() != null
            ? scene.training().standing(client)
            : scene.evaluation() != null ? scene.evaluation().standing(client) : Standing.NOT_ASKED;
    return switch (standing) {
      case NOT_ASKED -> Participant.State.RESTING;
      case WORKING -> connected ? Participant.State.WORKING : Participant.State.MISSING;
      case ANSWERED -> Participant.State.ANSWERED;
      case REFUSED -> Participant.State.REFUSED;
      case DROPPED -> Participant.State.MISSING;
    };
  }
}
