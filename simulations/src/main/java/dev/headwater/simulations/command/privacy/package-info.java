/** {@code headwater privacy}: what a guarantee costs, and whether it is kept. */
@NullMarked
package dev.headwater.simulations.command.privacy;

import org.jspecify.annotations.NullMarked;
