package dev.headwater.cli.security;

import picocli.CommandLine.Command;

/** {@code headwater pki}, which only has subcommands. */
@Command(
    name = "pki",
    description =
        "Makes a root for one's own nodes, prints the tokens they join with, and revokes them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PkiInitCommand.class, PkiIssueCommand.class, PkiRevokeCommand.class})
public final class PkiCommand {}
