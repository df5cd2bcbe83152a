package dev.headwater.simulations.command.privacy;

import picocli.CommandLine.Command;

/** {@code headwater privacy}: it only has subcommands. */
@Command(
    name = "privacy",
    description = "Checks what runs promise about the people in them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AuditCommand.class})
public final class PrivacyCommand {}
