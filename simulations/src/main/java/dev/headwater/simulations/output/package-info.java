/**
 * The output of a run: the run folder, its records, and JSON lines for other programs. Start at
 * {@link dev.headwater.simulations.output.RunFolder}.
 */
@NullMarked
package dev.headwater.simulations.output;

import org.jspecify.annotations.NullMarked;
