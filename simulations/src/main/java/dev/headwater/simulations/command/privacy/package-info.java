/** {@code headwater privacy}: what a guarantee costs, before anything is trained. */
@NullMarked
package dev.headwater.simulations.command.privacy;

import org.jspecify.annotations.NullMarked;
