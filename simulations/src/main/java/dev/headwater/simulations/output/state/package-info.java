/**
 * The persistent state of a run: the checkpoint and the hash-chained privacy ledger. Start at
 * {@link dev.headwater.simulations.output.state.Checkpoint}.
 */
@NullMarked
package dev.headwater.simulations.output.state;

import org.jspecify.annotations.NullMarked;
