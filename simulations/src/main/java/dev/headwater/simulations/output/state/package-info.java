/**
 * What a run goes on from after a stop, and what it has paid: the checkpoint and the hash-chained
 * ledger. Start at {@link dev.headwater.simulations.output.state.Checkpoint}.
 */
@NullMarked
package dev.headwater.simulations.output.state;

import org.jspecify.annotations.NullMarked;
