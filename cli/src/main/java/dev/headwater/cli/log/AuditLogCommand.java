package dev.headwater.cli.log;

import picocli.CommandLine.Command;

/** {@code headwater audit}: the log of who joined, was asked, answered and was counted. */
@Command(
    name = "audit",
    description =
        "The log of a coordinator's run: whether it is whole, and whether a client's answer is in a round.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AuditVerifyCommand.class, AuditProveCommand.class, AuditCheckCommand.class})
public final class AuditLogCommand {}
