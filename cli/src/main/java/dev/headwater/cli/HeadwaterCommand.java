package dev.headwater.cli;

import dev.headwater.cli.arena.ArenaCommand;
import dev.headwater.cli.bench.BenchCommand;
import dev.headwater.cli.log.AuditLogCommand;
import dev.headwater.cli.predict.EvaluateCommand;
import dev.headwater.cli.predict.PredictCommand;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.replay.ReplayCommand;
import dev.headwater.cli.run.AggregateCommand;
import dev.headwater.cli.run.BackboneCommand;
import dev.headwater.cli.run.ClientCommand;
import dev.headwater.cli.run.CoordinatorCommand;
import dev.headwater.cli.run.PartitionCommand;
import dev.headwater.cli.run.ReportCommand;
import dev.headwater.cli.run.SimulateCommand;
import dev.headwater.cli.run.UnlearnCommand;
import dev.headwater.cli.security.PkiCommand;
import picocli.CommandLine.Command;

/** The root command, which only has subcommands. */
@Command(
    name = "headwater",
    description =
        "Federated learning for the JVM: clients keep their images, only deltas and sums flow.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SimulateCommand.class,
      CoordinatorCommand.class,
      ClientCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      PartitionCommand.class,
      AggregateCommand.class,
      ReportCommand.class,
      ReplayCommand.class,
      UnlearnCommand.class,
      ArenaCommand.class,
      BenchCommand.class,
      BackboneCommand.class,
      PrivacyCommand.class,
      PkiCommand.class,
      AuditLogCommand.class
    })
final class HeadwaterCommand {}
