package dev.headwater.cli.run;

import dev.headwater.cli.node.NodeEvents;
import dev.headwater.cli.node.NodeOutput;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.client.ClientListener;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.Stage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Prints a client's activity and what it waits for: for people, for programs, or for both. */
final class ClientNarrator implements ClientListener {
  private final NodeOutput output;
  private final TerminalView view;
  private final NodeEvents events;
  private final String coordinator;
  private int working;
  private boolean reached;
  private boolean connected;
  private String problem = "";

  /** Since the connection was there, 0 while it is. */
  private int attempts;

  /** What the coordinator has said that it waits for, or why its run stopped. */
  private String told = "";

  ClientNarrator(NodeOutput output, String coordinator) {
    this.output = output;
    this.view = output.screen();
    this.events = output.events();
    this.coordinator = coordinator;
  }

  @Override
  public void connecting(int attempt) {
    attempts++;
    events.tell("connecting", "attempt", attempts);
    if (attempt == 1) { // of every further one its end is said, one line each
      view.waiting("Connecting to " + coordinator + ".");
    }
  }

  @Override
  public void preparing(RunDescription run) {
    reached = true;
    connected = true;
    problem = "";
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("run", run.runId());
    values.put("backbone", run.backbone().arch());
    values.put("image_size", run.imageSize());
    values.put("labels", run.labels());
    events.tell("preparing", values);
    view.note(
        "Run %s: %s at %d pixels, %s."
            .formatted(
                run.runId(),
                run.backbone().arch(),
                run.imageSize(),
                run.labelsFixed()
                    ? run.labels().size() + " classes"
                    : "its classes are known once enough clients have joined"));
  }

  @Override
  public void joined(String runId) {
    reached = true;
    connected = true;
    problem = "";
    attempts = 0;
    told = "";
    events.tell("joined", "run", runId);
    view.note("Enrolled with " + coordinator + ".");
  }

  @Override
  public void waiting(String reason) {
    told = reason;
    output.waiting(reason);
  }

  @Override
  public void training(int round) {
    working = round;
    events.tell("training", "round", round);
    view.waiting("Round %d: training.".formatted(round));
  }

  @Override
  public void securing(int round, Stage stage) {
    events.tell("securing", of(round, "step", stage.name().toLowerCase(Locale.ROOT)));
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
    events.tell("stayed-out", of(round, "reason", reason));
    view.note("Round %d: not taken part in: %s".formatted(round, reason));
  }

  @Override
  public void evaluating(int round) {
    events.tell("scoring", "round", round);
  }

  @Override
  public void submitted(int round, Receipt receipt) {
    Map<String, Object> values = of(round, "receipt", name(receipt));
    if (receipt instanceof Receipt.Refused refused) {
      values.put("reason", refused.reason());
      view.note("Round %d: refused: %s".formatted(round, refused.reason()));
    } else if (receipt instanceof Receipt.Late) {
      view.note("Round %d: too late, the round was over.".formatted(round));
    } else if (round == working) { // otherwise the next round has begun and printed its own line
      view.waiting("Round %d: sent. Waiting for the next round.".formatted(round));
    }
    events.tell("answered", values);
  }

  private static String name(Receipt receipt) {
    if (receipt instanceof Receipt.Refused) {
      return "refused";
    } else if (receipt instanceof Receipt.Late) {
      return "late";
    }
    return receipt instanceof Receipt.Duplicate ? "duplicate" : "accepted";
  }

  private static Map<String, Object> of(int round, String key, Object value) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("round", round);
    values.put(key, value);
    return values;
  }

  @Override
  public void disconnected(String reason, Duration retryIn) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("attempt", attempts);
    values.put("reason", reason);
    values.put("retry_seconds", retryIn.toMillis() / 1e3);
    events.tell("disconnected", values);
    // The whole sentence once: a line that is redrawn cuts what it says to do.
    if (!reason.equals(problem)) {
      problem = reason;
      view.note(
          connected
              ? "The connection to %s is lost. %s".formatted(coordinator, news(reason))
              : reason);
    }
    connected = false;
    double seconds = retryIn.toMillis() / 1e3;
    view.waiting(
        attempts == 0
            ? String.format(Locale.ROOT, "Trying again in %.1f s.", seconds)
            : String.format(
                Locale.ROOT,
                "%s after attempt %d; trying again in %.1f s.",
                reached ? "Not connected" : "Not connected yet",
                attempts,
                seconds));
  }

  /** A coordinator repeats why its run has stopped for those that have not heard it. */
  private String news(String reason) {
    return !told.isEmpty() && reason.startsWith(told + " ")
        ? reason.substring(told.length() + 1)
        : reason;
  }
}
