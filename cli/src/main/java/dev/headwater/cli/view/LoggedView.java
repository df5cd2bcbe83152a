package dev.headwater.cli.view;

import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Another view, whose sentences, rounds and end are logged as well, a line each. */
final class LoggedView extends TerminalView {
  private final TerminalView shown;
  private final Logger log;
  private int rounds;
  private String waiting = "";

  LoggedView(TerminalView shown, Logger log) {
    this.shown = shown;
    this.log = log;
  }

  @Override
  public boolean shown() {
    return shown.shown();
  }

  /** Only its end: a log is no progress bar. */
  @Override
  public void phase(String name, long done, long total, String note) {
    if (total > 0 && done == total) {
      log.info("{}: {}{}", name, total, note.isEmpty() ? "" : ", " + note);
    }
    shown.phase(name, done, total, note);
  }

  @Override
  public void waiting(String message) {
    boolean again;
    synchronized (this) {
      again = message.equals(waiting);
      waiting = message;
    }
    if (!again) {
      log.info("{}", message);
    }
    shown.waiting(message);
  }

  @Override
  public void note(String sentence) {
    log.info("{}", sentence);
    shown.note(sentence);
  }

  @Override
  public void begin(int planned, @Nullable PrivacyFacts privacy) {
    synchronized (this) {
      rounds = planned;
    }
    shown.begin(planned, privacy);
  }

  @Override
  public void tick() {
    shown.tick();
  }

  @Override
  public void onRound(RoundReport report) {
    synchronized (this) {
      waiting = "";
      log.info("{}", line(RoundRecord.of(report)));
    }
    shown.onRound(report);
  }

  private String line(RoundRecord round) {
    String score =
        round.evalAccuracy() == null
            ? "training loss " + Quantities.decimal(round.trainLoss())
            : "accuracy %s, loss %s"
                .formatted(
                    Quantities.percent(round.evalAccuracy()), Quantities.decimal(round.evalLoss()));
    return String.format(
        Locale.ROOT,
        "Round %d of %d: %s, clients %d/%d, refused %d, up %s, down %s, %s",
        round.round(),
        rounds,
        score,
        round.contributed(),
        round.cohort(),
        round.refused(),
        Quantities.bytes(round.bytesUp()),
        Quantities.bytes(round.bytesDown()),
        Quantities.seconds(round.seconds()));
  }

  @Override
  public void closing(SummaryRecord summary, List<RunFile> files, @Nullable String next) {
    log.info(
        "{}: {} in {}, written to {}",
        summary.outcome(),
        Quantities.count(summary.rounds(), "round"),
        Quantities.seconds(summary.seconds()),
        summary.out());
    shown.closing(summary, files, next);
  }

  @Override
  public void close() {
    shown.close();
  }
}
