/**
 * Tables that compare algorithms: many runs on the same features, over several seeds. Start at
 * {@link dev.headwater.simulations.arena.Arena}, which runs one cell of a table.
 */
@NullMarked
package dev.headwater.simulations.arena;

import org.jspecify.annotations.NullMarked;
