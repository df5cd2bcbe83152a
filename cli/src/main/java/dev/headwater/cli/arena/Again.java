package dev.headwater.cli.arena;

import dev.headwater.cli.config.ConfigFile;
import dev.headwater.simulations.output.text.Launcher;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command that makes a table again, without the folders of this machine. */
final class Again {
  /** What says where figures go and how fast, but not which. */
  private static final Set<String> LEFT_OUT =
      Set.of("--out", "--into", "--section", "--format", "--threads", "--cache");

  private Again() {}

  /** The flags as they were typed, in their order. */
  static String of(CommandSpec spec) {
    StringBuilder command = new StringBuilder(Launcher.command() + " arena " + spec.name());
    // An option that stands there twice is matched twice, each time with all of its values.
    for (OptionSpec option :
        new LinkedHashSet<>(spec.commandLine().getParseResult().matchedOptions())) {
      String name = "--" + ConfigFile.key(option);
      if (!LEFT_OUT.contains(name)) {
        for (String value : option.originalStringValues()) {
          command.append(' ').append(name).append(' ').append(value.replaceAll(".*/(?=.)", ""));
        }
      }
    }
    return command.toString();
  }
}
