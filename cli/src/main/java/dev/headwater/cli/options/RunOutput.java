package dev.headwater.cli.options;

import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.logs.Logs;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.simulations.output.JsonLines;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output of a run: a view for people on standard output, or JSON lines there and messages for
 * people on standard error.
 *
 * @param view the view for people
 * @param json the output for programs, null in text format
 */
public record RunOutput(TerminalView view, @Nullable JsonLines json) {
  private static final Logger LOG = LoggerFactory.getLogger(RunOutput.class);

  /** The output for {@code --format}, and the flags of the log. */
  public static RunOutput of(OutputOptions.Format format, LogOptions log) {
    // The launcher reports whether standard output is a terminal: Java cannot query a single
    // stream.
    boolean tty = Boolean.getBoolean("headwater.tty") && !log.verbose();
    PrintStream out = stream(FileDescriptor.out);
    boolean json = format == OutputOptions.Format.JSON;
    TerminalView view =
        json || log.quiet
            ? TerminalView.silent()
            : TerminalView.on(Terminal.of(System.getenv(), tty), out, System::nanoTime);
    return new RunOutput(
        view.logged(LoggerFactory.getLogger(Logs.RUN)), json ? new JsonLines(out) : null);
  }

  /** A sentence about the run, on any thread; where the view is silent, to standard error. */
  public void tell(String sentence) {
    if (view.shown()) {
      view.note(sentence);
    } else {
      LOG.warn("{}", sentence);
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
