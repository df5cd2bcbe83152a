/**
 * A round over live participants, open or masked: who is asked, what comes back, when it ends.
 * Start at {@link dev.headwater.coordinator.rounds.RemoteCohort}, the run's side; {@link
 * dev.headwater.coordinator.rounds.Dispatcher} is the network's side.
 */
@NullMarked
package dev.headwater.coordinator.rounds;

import org.jspecify.annotations.NullMarked;
