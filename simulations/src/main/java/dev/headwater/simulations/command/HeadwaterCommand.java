package dev.headwater.simulations.command;

import dev.headwater.simulations.command.privacy.PrivacyCommand;
import picocli.CommandLine.Command;

/** The root: it only has subcommands. */
@Command(
    name = "headwater",
    description = "Federated learning for the JVM: clients keep their images, only deltas flow.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SimulateCommand.class,
      CoordinatorCommand.class,
      ClientCommand.class,
      PredictCommand.class,
      PartitionCommand.class,
      ReportCommand.class,
      BackboneCommand.class,
      PrivacyCommand.class
    })
final class HeadwaterCommand {}
