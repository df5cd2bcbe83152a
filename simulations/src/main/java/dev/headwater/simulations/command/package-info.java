/** The command line: flags, configuration files, exit codes. */
@NullMarked
package dev.headwater.simulations.command;

import org.jspecify.annotations.NullMarked;
