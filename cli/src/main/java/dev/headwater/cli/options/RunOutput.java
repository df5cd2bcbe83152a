package dev.headwater.cli.options;

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

  /** The output for {@code --format}. */
  public static RunOutput of(OutputOptions.Format format) {
    // The launcher reports whether standard output is a terminal: Java cannot query a single
    // stream.
    boolean tty = Boolean.getBoolean("headwater.tty");
    PrintStream out = stream(FileDescriptor.out);
    return format == OutputOptions.Format.JSON
        ? new RunOutput(TerminalView.silent(), new JsonLines(out))
        : new RunOutput(
            TerminalView.on(Terminal.of(System.getenv(), tty), out, System::nanoTime), null);
  }

  /** A sentence about the run, on any thread; where the view is silent, to standard error. */
  public void tell(String sentence) {
    view.note(sentence);
    if (json != null) {
      LOG.warn("{}", sentence);
    }
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
