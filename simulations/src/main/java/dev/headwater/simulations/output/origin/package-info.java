/**
 * On what and by which command a run ran. Start at {@link
 * dev.headwater.simulations.output.origin.Origin}.
 */
@NullMarked
package dev.headwater.simulations.output.origin;

import org.jspecify.annotations.NullMarked;
