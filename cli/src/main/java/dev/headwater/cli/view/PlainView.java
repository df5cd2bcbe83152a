package dev.headwater.cli.view;

import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines for files and pipes: one per round, and for a phase one every few seconds after a tenth of
 * progress. Never an escape sequence.
 */
final class PlainView extends TerminalView {
  private static final long QUIET_NANOS = 3_000_000_000L;
  private static final double STEP = 0.1;

  private final Terminal terminal;
  private final PrintStream out;
  private final LongSupplier nanoTime;
  private @Nullable Phase phase;
  private @Nullable RoundProgress progress;
  private long saidAt;
  private double saidShare;
  private String waiting = "";
  private boolean closed;

  PlainView(Terminal terminal, PrintStream out, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.out = out;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void phase(String name, long done, long total, String note) {
    long now = nanoTime.getAsLong();
    Phase current = Phase.after(phase, name, done, total, note, now);
    boolean same = phase != null && phase.name().equals(name);
    phase = current.complete() ? null : current;
    waiting = "";
    if (!same) {
      saidAt = now;
      saidShare = 0;
    }
    if (current.complete()) {
      say(current.over(now));
    } else if (now - saidAt >= QUIET_NANOS && (total <= 0 || current.share() - saidShare >= STEP)) {
      saidAt = now;
      saidShare = current.share();
      String percent = total > 0 ? "  %d %%".formatted((int) (100 * current.share())) : "";
      say(name + ": " + current.amount() + percent + current.eta(now) + current.noteBehind());
    }
  }

  @Override
  public synchronized void waiting(String message) {
    if (!message.equals(waiting)) {
      waiting = message;
      say(message);
    }
  }

  @Override
  public synchronized void note(String sentence) {
    say(sentence);
  }

  @Override
  public synchronized void begin(int rounds, @Nullable PrivacyFacts privacy) {
    progress = new RoundProgress(rounds, privacy, nanoTime.getAsLong());
  }

  @Override
  public void tick() {}

  @Override
  public synchronized void onRound(RoundReport report) {
    if (progress != null) {
      waiting = "";
      progress.ended(report, nanoTime.getAsLong());
      say(line(progress, RoundRecord.of(report)));
    }
  }

  private String line(RoundProgress progress, RoundRecord round) {
    StringBuilder line = new StringBuilder();
    line.append("Round %d of %d".formatted(round.round(), progress.rounds()));
    if (round.evalAccuracy() != null) {
      line.append("  accuracy ").append(Quantities.percent(round.evalAccuracy()));
      if (!Double.isNaN(progress.change())) {
        line.append(String.format(Locale.ROOT, " (%+.1f)", 100 * progress.change()));
      }
      line.append("  loss ").append(Quantities.decimal(round.evalLoss()));
    } else {
      line.append("  training loss ").append(Quantities.decimal(round.trainLoss()));
    }
    if (!progress.spent().isEmpty()) {
      line.append("  ").append(progress.spent());
    }
    line.append("  clients %d/%d".formatted(round.contributed(), round.cohort()));
    if (round.refused() > 0) {
      line.append(", %d refused".formatted(round.refused()));
    }
    line.append("  up ").append(Quantities.bytes(round.bytesUp()));
    line.append(", down ").append(Quantities.bytes(round.bytesDown()));
    line.append("  ").append(Quantities.seconds(round.seconds()));
    double eta = progress.eta();
    if (!Double.isNaN(eta) && progress.done() < progress.rounds()) {
      line.append("  ETA ").append(Quantities.seconds(eta));
    }
    return line.toString();
  }

  @Override
  public synchronized void closing(
      SummaryRecord summary, List<RunFile> files, @Nullable String next) {
    if (!closed) {
      long scored = progress == null ? 0 : progress.scored();
      ClosingText.lines(summary, scored, files, next, terminal.columns()).forEach(this::print);
      closed = true;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private void say(String line) {
    if (!closed) {
      print(Text.clean(line));
    }
  }

  private void print(String line) {
    out.print(line + "\n");
    out.flush();
  }
}
