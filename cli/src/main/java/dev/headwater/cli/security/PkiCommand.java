package dev.headwater.cli.security;

import picocli.CommandLine.Command;

/** {@code headwater pki}, which only has subcommands. */
@Command(
    name = "pki",
    description =
        "Certificates for your own nodes: creates a root, prints join tokens, revokes them.",
    footer = {"headwater pki init --host fl.example.org", "headwater pki issue ann --to ann.token"},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PkiInitCommand.class, PkiIssueCommand.class, PkiRevokeCommand.class})
public final class PkiCommand {}
