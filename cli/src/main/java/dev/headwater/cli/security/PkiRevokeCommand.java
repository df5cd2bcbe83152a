package dev.headwater.cli.security;

import dev.headwater.files.UserInput;
import dev.headwater.pki.PkiFolder;
import dev.headwater.proto.Names;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater pki revoke}: what a name was given before counts no more. */
@Command(
    name = "revoke",
    description =
        "Revokes the tokens and certificates that NAME has now; a running coordinator closes its streams within a second.",
    footer = "headwater pki revoke ann",
    mixinStandardHelpOptions = true)
final class PkiRevokeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The client.")
  String name = "";

  @Option(
      names = "--pki",
      paramLabel = "DIR",
      defaultValue = "pki",
      description = "Folder made by 'pki init'. Default: ${DEFAULT-VALUE}.")
  Path pki = Path.of("pki");

  @Override
  public Integer call() {
    UserInput.valid(() -> Names.requireClient(name));
    PkiFolder.open(pki, InstantSource.system()).revoke(name);
    spec.commandLine()
        .getOut()
        .printf("Revoked: %s. A token that is issued from now on is good again.%n", name);
    return 0;
  }
}
