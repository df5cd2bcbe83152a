/**
 * The lock shared by the run's thread and the network's threads, the clock, deadlines and thread
 * pools. Start at {@link dev.headwater.coordinator.concurrent.Changes}.
 */
@NullMarked
package dev.headwater.coordinator.concurrent;

import org.jspecify.annotations.NullMarked;
