package dev.headwater.cli.run;

import dev.headwater.cli.view.TerminalView;
import dev.headwater.client.ClientListener;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.Stage;
import java.time.Duration;

/** Prints a client's activity and what it waits for. */
final class ClientNarrator implements ClientListener {
  private final TerminalView view;
  private final String coordinator;
  private int working;
  private boolean reached;
  private int attempt;
  private String problem = "";

  ClientNarrator(TerminalView view, String coordinator) {
    this.view = view;
    this.coordinator = coordinator;
  }

  @Override
  public void connecting(int attempt) {
    this.attempt = attempt;
    if (attempt == 1) { // of every further one its end is said, one line each
      view.waiting("Connecting to " + coordinator + ".");
    }
  }

  @Override
  public void preparing(RunDescription run) {
    reached = true;
    problem = "";
    view.note(
        "Run %s: %s at %d pixels, %s."
            .formatted(
                run.runId(),
                run.backbone().arch(),
                run.imageSize(),
                run.labelsFixed() ? run.labels().size() + " classes" : "classes not fixed yet"));
  }

  @Override
  public void joined(String runId) {
    reached = true;
    problem = "";
    view.note("Enrolled with " + coordinator + ".");
  }

  @Override
  public void waiting(String reason) {
    view.waiting(reason);
  }

  @Override
  public void training(int round) {
    working = round;
    view.waiting("Round %d: training.".formatted(round));
  }

  @Override
  public void securing(int round, Stage stage) {
    switch (stage) {
      case ADVERTISE -> {} // training begins at the same time and prints its own line
      case SHARE -> view.waiting("Round %d: sharing keys, training.".formatted(round));
      case MASK -> view.waiting("Round %d: masking.".formatted(round));
      case CONFIRM -> view.waiting("Round %d: confirming who is left.".formatted(round));
      case UNMASK -> view.waiting("Round %d: unmasking the sum.".formatted(round));
    }
  }

  @Override
  public void stayedOut(int round, String reason) {
    view.note("Round %d: not taken part in: %s".formatted(round, reason));
  }

  @Override
  public void submitted(int round, Receipt receipt) {
    if (receipt instanceof Receipt.Refused refused) {
      view.note("Round %d: refused: %s".formatted(round, refused.reason()));
    } else if (receipt instanceof Receipt.Late) {
      view.note("Round %d: too late, the round was over.".formatted(round));
    } else if (round == working) { // otherwise the next round has begun and printed its own line
      view.waiting("Round %d: sent. Waiting for the next round.".formatted(round));
    }
  }

  @Override
  public void disconnected(String reason, Duration retryIn) {
    // The whole sentence once: a line that is redrawn cuts what it says to do.
    if (!reason.equals(problem)) {
      problem = reason;
      view.note(
          reached ? "The connection to %s is lost. %s".formatted(coordinator, reason) : reason);
    }
    view.waiting(
        "%s after attempt %d; trying again in %.1f s."
            .formatted(
                reached ? "Not connected" : "Not connected yet",
                attempt,
                retryIn.toMillis() / 1e3));
  }
}
