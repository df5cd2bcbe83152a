/**
 * Rounds over live participants, unmasked or masked. Start at {@link
 * dev.headwater.coordinator.rounds.RemoteCohort}, the run's side; {@link
 * dev.headwater.coordinator.rounds.Dispatcher} is the network's side.
 */
@NullMarked
package dev.headwater.coordinator.rounds;

import org.jspecify.annotations.NullMarked;
