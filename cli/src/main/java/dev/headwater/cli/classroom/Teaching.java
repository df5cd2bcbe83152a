package dev.headwater.cli.classroom;

import dev.headwater.cli.options.RunOutput;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.classroom.Lesson;
import dev.headwater.coordinator.classroom.Order;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.simulations.output.RunOutcome;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Carries out what the teacher asks for, until the lesson ends. */
final class Teaching {
  /** How long a new training waits for those who were there before: they come back in a second. */
  private static final Duration GATHERING = Duration.ofSeconds(8);

  private static final String GATHER = "You are in. Your teacher starts the training.";

  private final RoomFolder room;
  private final Lesson lesson;
  private final CoordinatorServer doors;
  private final Training trainings;
  private final Map<String, Object> config;
  private final Supplier<RunOutput> output;

  /** Whether the run that is served has had its rounds. */
  private boolean used;

  Teaching(
      RoomFolder room,
      Lesson lesson,
      CoordinatorServer doors,
      Training trainings,
      Map<String, Object> config,
      Supplier<RunOutput> output) {
    this.room = room;
    this.lesson = lesson;
    this.doors = doors;
    this.trainings = trainings;
    this.config = config;
    this.output = output;
    doors.cohort().preparing(GATHER);
  }

  /** {@return whether a training was under way when the interrupt came} */
  boolean untilInterrupted() {
    try {
      while (true) {
        Order order = lesson.await();
        if (order instanceof Order.Classes named) {
          classes(named.names());
        } else if (order instanceof Order.Train train && !train(train.rounds())) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void classes(List<String> names) {
    List<String> composed = names.stream().map(Alike::composed).toList();
    try {
      room.classes(composed);
    } catch (UserDataException e) {
      lesson.say(String.valueOf(e.getMessage()));
      return;
    }
    lesson.classes(composed);
    doors.next(trainings.describe(composed), "your teacher has changed the classes");
    used = false;
    doors.cohort().preparing(GATHER);
  }

  /** {@return whether the lesson goes on} */
  private boolean train(int rounds) {
    Path runs = room.runs();
    String name = RunName.fresh(runs, new SecureRandom());
    lesson.begin(name);
    String end = "did not end as it should.";
    boolean interrupted = false;
    RunOutput view = output.get();
    try (var open = view.view()) {
      if (used) {
        int before = doors.connected();
        doors.next(trainings.describe(room.classes()), "the next round of training begins");
        doors.awaitConnected(before, GATHERING);
      }
      used = true;
      open.note("Training " + name + ".");
      RunOutcome outcome = trainings.run(runs.resolve(name), rounds, doors, view, config);
      interrupted = outcome == RunOutcome.INTERRUPTED;
      end = words(outcome);
    } catch (InterruptedException e) {
      interrupted = true;
      end = "was stopped before its first round.";
    } catch (UserDataException | UncheckedIOException e) {
      end = "failed: " + e.getMessage();
      view.tell(String.valueOf(e.getMessage()));
    }
    boolean stopped = lesson.end();
    lesson.say("%s %s".formatted(name, end));
    // Last: pages that hear of it ask the lesson how it stands.
    doors.stop("%s %s Your teacher may start another one.".formatted(name, end));
    return stopped || !interrupted;
  }

  private static String words(RunOutcome outcome) {
    return switch (outcome) {
      case DONE -> "is done.";
      case TARGET_REACHED -> "has reached its target.";
      case NO_IMPROVEMENT -> "no longer improved, and is done.";
      case BUDGET_SPENT -> "has spent its privacy budget.";
      case QUORUM_NOT_MET -> "has stopped: too few pupils took part.";
      case INTERRUPTED -> "was stopped.";
      case FAILED -> "has failed.";
    };
  }
}
