package dev.headwater.cli.security;

import dev.headwater.pki.JoinToken;
import dev.headwater.pki.PkiFolder;
import dev.headwater.simulations.output.text.Launcher;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater pki init}: a root, and an intermediate below it. */
@Command(
    name = "init",
    description =
        "Creates a root key, to be kept offline, and an intermediate for the coordinator.",
    footer = {
      "headwater pki init",
      "headwater pki init --pki pki --root pki-root --host fl.example.org"
    },
    mixinStandardHelpOptions = true)
final class PkiInitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--pki",
      paramLabel = "DIR",
      defaultValue = "pki",
      description = "Folder for the coordinator. Default: ${DEFAULT-VALUE}.")
  Path pki = Path.of("pki");

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "pki-root",
      description =
          "Folder of the root's key, to be stored offline: it is needed again only for another intermediate. Default: ${DEFAULT-VALUE}.")
  Path root = Path.of("pki-root");

  @Option(
      names = "--host",
      split = ",",
      paramLabel = "NAME",
      description =
          "Names and addresses by which browsers reach the coordinator. Default: this machine's.")
  List<String> hosts = new ArrayList<>();

  @Override
  public Integer call() {
    PkiFolder made = PkiFolder.init(pki, root, hosts, InstantSource.system());
    spec.commandLine()
        .getOut()
        .printf(
            "Root %s%nMove %s to where no network reaches. Next: %s pki issue NAME --pki %s%n",
            JoinToken.fingerprint(made.root()), root, Launcher.command(), pki);
    return 0;
  }
}
