/**
 * The headwater command: one configuration of picocli, so that configuration files, messages and
 * exit codes are the same for every command. Start at {@link dev.headwater.cli.HeadwaterCommand},
 * which lists them.
 */
@NullMarked
package dev.headwater.cli;

import org.jspecify.annotations.NullMarked;
