/**
 * What arrives from the clients of one round, whatever the round does with it: uploads in several
 * parts, and the count of refusals. Start at {@link
 * dev.headwater.coordinator.rounds.submissions.Arrivals}.
 */
@NullMarked
package dev.headwater.coordinator.rounds.submissions;

import org.jspecify.annotations.NullMarked;
