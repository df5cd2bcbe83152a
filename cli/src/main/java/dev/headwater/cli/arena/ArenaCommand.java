package dev.headwater.cli.arena;

import picocli.CommandLine.Command;

/** {@code headwater arena}: only has subcommands, one for each table. */
@Command(
    name = "arena",
    description = "Compares algorithms on your pictures, and prints a table.",
    footer = "headwater arena strategies --data photos --rounds 10 --seeds 1",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "TABLE",
    subcommands = {
      AggregatorsCommand.class,
      AttacksCommand.class,
      CentralCommand.class,
      StrategiesCommand.class
    })
public final class ArenaCommand {}
