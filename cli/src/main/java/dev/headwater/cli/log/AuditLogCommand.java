package dev.headwater.cli.log;

import picocli.CommandLine.Command;

/** {@code headwater audit}: the log of who joined, was asked, answered and was counted. */
@Command(
    name = "audit",
    description =
        "The audit log of a coordinator's run: whether it is complete, and whether a client's answer is in a round.",
    footer = "headwater audit verify runs/latest",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AuditVerifyCommand.class, AuditProveCommand.class, AuditCheckCommand.class})
public final class AuditLogCommand {}
