package dev.headwater.cli;

import dev.headwater.cli.audit.AuditCommand;
import dev.headwater.cli.leakage.LeakageCommand;
import dev.headwater.cli.privacy.CalibrateCommand;
import dev.headwater.cli.privacy.EpsilonCommand;
import dev.headwater.cli.privacy.PlanCommand;
import dev.headwater.cli.privacy.TotalCommand;
import picocli.CommandLine.Command;

/** {@code headwater privacy}, which only has subcommands. */
@Command(
    name = "privacy",
    description =
        "Computes what private training costs, without training, and tests what it protects.",
    footer = {
      "headwater privacy plan --clients 3000 --rounds 20 --epsilon 1",
      "headwater privacy audit runs/latest"
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EpsilonCommand.class,
      CalibrateCommand.class,
      PlanCommand.class,
      TotalCommand.class,
      AuditCommand.class,
      LeakageCommand.class
    })
public final class PrivacyCommand {}
