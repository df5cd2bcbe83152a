package dev.headwater.cli.log;

import dev.headwater.cli.node.ClientLedgerCommand;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.client.ledger.FileLedger;
import dev.headwater.coordinator.audit.RoundProof;
import dev.headwater.files.UserDataException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater audit check}: what a proof proves, and whether it is about what was sent. */
@Command(
    name = "check",
    description =
        "Checks a proof of 'audit prove', and whether its answer is the one that a client on this machine sent.",
    footer = "headwater audit check proof.json",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AuditCheckCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PROOF", description = "A file with the proof.")
  Path file = Path.of("");

  @Option(
      names = "--root",
      paramLabel = "HEX",
      description =
          "The round's root from another source than the proof, such as somebody else's log.")
  @Nullable String root;

  @Option(
      names = "--ledger",
      paramLabel = "DIR",
      description = "Folder of the client's record, as for 'client'.")
  @Nullable Path ledger;

  @Option(names = "--cache", paramLabel = "DIR", description = "As for 'client'.")
  @Nullable Path cache;

  @Override
  public Integer call() {
    String wanted = Hash.of("root", root);
    RoundProof proof = ProofFile.read(file);
    RoundProof.Outcome outcome;
    try {
      outcome = proof.check();
    } catch (IllegalArgumentException e) {
      throw new UserDataException(String.valueOf(e.getMessage()), e);
    }
    if (wanted != null && !wanted.equals(proof.root())) {
      throw new UserDataException(
          "proof: it leads to the root %s (expected: %s, as --root says)"
              .formatted(proof.root(), wanted));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (outcome == RoundProof.Outcome.NOT_COUNTED) {
      out.printf("No answer of %s is in the sum of round %d.%n", proof.client(), proof.round());
    } else {
      String digest = proof.leaves().get(0).digest();
      if (!new FileLedger(ClientLedgerCommand.folder(ledger, cache))
          .hasSent(proof.client(), proof.round(), digest)) {
        throw new UserDataException(
            "proof: it is of the answer %.16s, which no client on this machine has sent (expected: the answer that %s sent in round %d; --ledger names its ledger)"
                .formatted(digest, proof.client(), proof.round()));
      }
      out.printf(
          "The answer that %s sent in round %d is in its sum, one of %d.%n",
          proof.client(), proof.round(), proof.size());
    }
    out.println("It holds for the root " + proof.root() + ".");
    return ExitCode.DONE.code();
  }
}
