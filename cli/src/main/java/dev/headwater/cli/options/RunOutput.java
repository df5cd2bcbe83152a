package dev.headwater.cli.options;

import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.simulations.output.JsonLines;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's words go: a view on standard output for people, or JSON lines there and the words
 * for people on standard error.
 *
 * @param view what people see
 * @param json what programs read, null in text format
 */
public record RunOutput(TerminalView view, @Nullable JsonLines json) {

  /** The output that {@code --format} asks for. */
  public static RunOutput of(OutputOptions.Format format) {
    // The launcher says whether standard output is a terminal: Java cannot ask for one stream
    // alone.
    boolean tty = Boolean.getBoolean("headwater.tty");
    PrintStream out = stream(FileDescriptor.out);
    return format == OutputOptions.Format.JSON
        ? new RunOutput(TerminalView.silent(), new JsonLines(out))
        : new RunOutput(
            TerminalView.on(Terminal.of(System.getenv(), tty), out, System::nanoTime), null);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
