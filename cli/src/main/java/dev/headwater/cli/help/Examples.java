package dev.headwater.cli.help;

import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.output.text.Launcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The examples of a command: the footer of its annotation, a command in each line. */
final class Examples {
  private static final String INDENT = "  ";

  private Examples() {}

  /** Commands as they are typed, each in one line. */
  static List<String> of(CommandSpec command) {
    return Arrays.asList(command.usageMessage().footer());
  }

  /**
   * Not wider than {@code columns}: a longer command goes on in the next line after a backslash, as
   * a shell reads it.
   */
  static List<String> lines(CommandSpec command, int columns) {
    List<String> lines = new ArrayList<>();
    for (String example : of(command)) {
      List<String> wrapped = wrap(Launcher.typed(example), columns - INDENT.length());
      for (int i = 0; i < wrapped.size(); i++) {
        String goesOn = i < wrapped.size() - 1 ? " \\" : "";
        lines.add((i == 0 ? INDENT : INDENT + INDENT) + wrapped.get(i) + goesOn);
      }
    }
    return lines;
  }

  private static List<String> wrap(String example, int columns) {
    // Two columns for the next lines' indent, two for the backslash.
    return Text.width(example) <= columns ? List.of(example) : Text.wrap(example, columns - 4);
  }
}
