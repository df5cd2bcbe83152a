package dev.headwater.simulations.command.privacy;

import picocli.CommandLine.Command;

/** {@code headwater privacy}: it only has subcommands. */
@Command(
    name = "privacy",
    description = "Says what private training costs, without training, and checks what it keeps.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EpsilonCommand.class,
      CalibrateCommand.class,
      PlanCommand.class,
      AuditCommand.class,
      LeakageCommand.class
    })
public final class PrivacyCommand {}
