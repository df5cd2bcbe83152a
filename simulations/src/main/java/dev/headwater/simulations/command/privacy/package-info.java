/** The commands that reckon, plan and check privacy. */
@NullMarked
package dev.headwater.simulations.command.privacy;

import org.jspecify.annotations.NullMarked;
