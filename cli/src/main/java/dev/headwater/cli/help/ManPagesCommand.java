package dev.headwater.cli.help;

import dev.headwater.cli.process.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater man-pages}: what a release puts below {@code share}; not for people. */
@Command(
    name = "man-pages",
    hidden = true,
    description = "Writes a man page for every command, as a release does.",
    mixinStandardHelpOptions = true,
    footer = "headwater man-pages man1")
public final class ManPagesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Where to.")
  Path folder = Path.of("");

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    write(spec.root());
    return 0;
  }

  private void write(CommandSpec command) throws IOException {
    Files.writeString(
        folder.resolve(ManPage.name(command) + ".1"),
        ManPage.of(command, "headwater " + Version.current()));
    for (CommandSpec below : HelpPage.commands(command)) {
      write(below);
    }
  }
}
