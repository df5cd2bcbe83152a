/**
 * Rounds over live participants: who is enrolled, what they are pushed, what comes back. {@link
 * dev.headwater.coordinator.CoordinatorServer} is where to start.
 */
@NullMarked
package dev.headwater.coordinator;

import org.jspecify.annotations.NullMarked;
