/**
 * The process as seen by the shell: exit codes, signals and the version. Start at {@link
 * dev.headwater.cli.process.ExitCode}.
 */
@NullMarked
package dev.headwater.cli.process;

import org.jspecify.annotations.NullMarked;
