package dev.headwater.cli;

import dev.headwater.cli.arena.ArenaCommand;
import dev.headwater.cli.bench.BenchCommand;
import dev.headwater.cli.classroom.ClassroomCommand;
import dev.headwater.cli.compare.CompareCommand;
import dev.headwater.cli.help.CompletionCommand;
import dev.headwater.cli.help.HelpCommand;
import dev.headwater.cli.help.ManPagesCommand;
import dev.headwater.cli.log.AuditLogCommand;
import dev.headwater.cli.predict.EvaluateCommand;
import dev.headwater.cli.predict.PredictCommand;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.replay.ReplayCommand;
import dev.headwater.cli.run.AggregateCommand;
import dev.headwater.cli.run.BackboneCommand;
import dev.headwater.cli.run.ClientCommand;
import dev.headwater.cli.run.CoordinatorCommand;
import dev.headwater.cli.run.ExportCommand;
import dev.headwater.cli.run.PartitionCommand;
import dev.headwater.cli.run.ReportCommand;
import dev.headwater.cli.run.SimulateCommand;
import dev.headwater.cli.run.UnlearnCommand;
import dev.headwater.cli.security.PkiCommand;
import dev.headwater.cli.sweep.ReproduceCommand;
import dev.headwater.cli.sweep.SweepCommand;
import picocli.CommandLine.Command;

/** The root command, which only has subcommands. */
@Command(
    name = "headwater",
    description =
        "Federated learning for the JVM: many clients train one model on their own pictures, which stay where they are.",
    footer = {
      "headwater simulate",
      "headwater predict --run runs/latest photo.jpg",
      "headwater help coordinator"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SimulateCommand.class,
      SweepCommand.class,
      ReproduceCommand.class,
      CompareCommand.class,
      CoordinatorCommand.class,
      ClientCommand.class,
      ClassroomCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      PartitionCommand.class,
      AggregateCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      ReplayCommand.class,
      UnlearnCommand.class,
      ArenaCommand.class,
      BenchCommand.class,
      BackboneCommand.class,
      PrivacyCommand.class,
      PkiCommand.class,
      AuditLogCommand.class,
      HelpCommand.class,
      CompletionCommand.class,
      ManPagesCommand.class
    })
final class HeadwaterCommand {}
