/**
 * The table of attacks and aggregators: computed, and as text, Markdown, CSV and JSON. Start at
 * {@link dev.headwater.simulations.arena.matrix.AttackMatrix}.
 */
@NullMarked
package dev.headwater.simulations.arena.matrix;

import org.jspecify.annotations.NullMarked;
