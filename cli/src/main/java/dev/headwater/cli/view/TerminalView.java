package dev.headwater.cli.view;

import dev.headwater.cli.view.text.Terminal;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.view.RunView;
import java.io.PrintStream;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The display of a run: one block redrawn in place on a terminal, plain lines elsewhere, nothing
 * under {@code --format json}. Thread-safe. After {@link #close} nothing more is drawn and the
 * cursor is back; a shutdown hook may call it.
 */
public abstract sealed class TerminalView implements RunView, AutoCloseable
    permits LiveView, LoggedView, PlainView, RelayedView, SilentView {

  TerminalView() {}

  /**
   * A view that suits {@code terminal}.
   *
   * @param nanoTime the clock; {@code System::nanoTime} except in tests
   */
  public static TerminalView on(Terminal terminal, PrintStream out, LongSupplier nanoTime) {
    return terminal.tty()
        ? new LiveView(terminal, out, nanoTime)
        : new PlainView(terminal, out, nanoTime);
  }

  /** A view that shows nothing. */
  public static TerminalView silent() {
    return new SilentView();
  }

  /** Passes on what happens, such as to whoever watches several runs. */
  public static TerminalView to(RunView other) {
    return new RelayedView(other);
  }

  /** The same view, and a line in {@code log} for what happens. */
  public final TerminalView logged(Logger log) {
    return new LoggedView(this, log);
  }

  @Override
  public abstract void phase(String name, long done, long total, String note);

  /** The run waits for others; shown again when the message changes. */
  public abstract void waiting(String message);

  /** A message that stays on the screen. */
  @Override
  public abstract void note(String sentence);

  @Override
  public abstract void begin(int rounds, @Nullable PrivacyFacts privacy);

  /** The same without a promise. */
  public final void begin(int rounds) {
    begin(rounds, null);
  }

  /** Redraws, so that the displayed clock advances between events; cheap to call often. */
  @Override
  public abstract void tick();

  @Override
  public abstract void onRound(RoundReport report);

  /** The last block; closes the view. */
  @Override
  public abstract void closing(SummaryRecord summary, List<RunFile> files, @Nullable String next);

  /** Restores the terminal. May be called twice. */
  @Override
  public abstract void close();
}
