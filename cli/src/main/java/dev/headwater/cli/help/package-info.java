/**
 * Help: the pages on the terminal, the man pages and the completion of the shell, all from the
 * commands' own annotations. Start at {@link dev.headwater.cli.help.HelpPage}; {@link
 * dev.headwater.cli.help.Section} says where each option stands, and which a beginner sees.
 */
@NullMarked
package dev.headwater.cli.help;

import org.jspecify.annotations.NullMarked;
