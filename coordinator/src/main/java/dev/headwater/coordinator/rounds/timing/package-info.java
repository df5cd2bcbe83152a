/** How long rounds wait for answers, and how long the run pauses between rounds. */
@NullMarked
package dev.headwater.coordinator.rounds.timing;

import org.jspecify.annotations.NullMarked;
