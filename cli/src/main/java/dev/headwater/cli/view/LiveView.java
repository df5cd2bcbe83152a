package dev.headwater.cli.view;

import dev.headwater.cli.view.text.Screen;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One block, redrawn in place at most ten times a second. */
final class LiveView extends TerminalView {
  private static final long REDRAW_NANOS = 100_000_000;

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final Screen screen;
  private final Block block;
  private @Nullable Phase phase;
  private @Nullable RoundProgress progress;
  private String waiting = "";
  private String saidWhole = "";
  private long drawnAt;
  private boolean drawn;
  private boolean closed;

  LiveView(Terminal terminal, PrintStream out, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.screen = new Screen(out);
    this.block = new Block(terminal);
  }

  @Override
  public synchronized void phase(String name, long done, long total, String note) {
    if (closed) {
      return;
    }
    long now = nanoTime.getAsLong();
    Phase current = Phase.after(phase, name, done, total, note, now);
    boolean same = phase != null && phase.name().equals(name);
    waiting = "";
    if (current.complete()) {
      phase = null;
      note(current.over(now));
    } else {
      phase = current;
      draw(!same);
    }
  }

  @Override
  public synchronized void waiting(String message) {
    boolean changed = !message.equals(waiting);
    waiting = message;
    // A line that is redrawn is cut to the terminal: what is longer is said once, whole.
    if (changed && Text.width(message) > terminal.columns() - 1 && !message.equals(saidWhole)) {
      saidWhole = message;
      note(message);
    } else {
      draw(changed);
    }
  }

  @Override
  public synchronized void note(String sentence) {
    // A word may be longer, such as a digest: it is kept whole, so that it can be copied.
    keep(Text.wrap(Text.clean(sentence), terminal.columns() - 1));
  }

  @Override
  public synchronized void begin(int rounds, @Nullable PrivacyFacts privacy) {
    phase = null;
    waiting = "";
    progress = new RoundProgress(rounds, privacy, nanoTime.getAsLong());
    draw(true);
  }

  @Override
  public synchronized void tick() {
    draw(false);
  }

  @Override
  public synchronized void onTask(RoundTask task) {
    if (progress != null) {
      waiting = "";
      progress.asked(task);
      draw(false);
    }
  }

  @Override
  public synchronized void onRound(RoundReport report) {
    if (progress != null) {
      progress.ended(report, nanoTime.getAsLong());
      draw(progress.done() == progress.rounds());
    }
  }

  @Override
  public synchronized void closing(
      SummaryRecord summary, List<RunFile> files, @Nullable String next) {
    if (closed) {
      return;
    }
    waiting = "";
    phase = null;
    draw(true);
    screen.release();
    long scored = progress == null ? 0 : progress.scored();
    screen.print(ClosingText.lines(summary, scored, files, next, terminal.columns() - 1));
    close();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      screen.release();
    }
  }

  private void keep(List<String> lines) {
    if (!closed) {
      screen.print(lines);
      draw(true);
    }
  }

  private void draw(boolean now) {
    long nanos = nanoTime.getAsLong();
    if (closed || (!now && drawn && nanos - drawnAt < REDRAW_NANOS)) {
      return;
    }
    List<String> lines = new ArrayList<>();
    if (phase != null) {
      lines.add(block.phase(phase, nanos));
    } else if (progress != null) {
      lines.addAll(block.rounds(progress, nanos));
    }
    if (!waiting.isEmpty()) {
      lines.add(block.waiting(waiting));
    }
    screen.draw(lines);
    drawn = true;
    drawnAt = nanos;
  }
}
