/** The files in which nodes keep who they are, and whom they believe. */
@NullMarked
package dev.headwater.simulations.command.identity;

import org.jspecify.annotations.NullMarked;
