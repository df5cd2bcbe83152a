/**
 * What watchers are told: the run's status, its reports so far, and a stream to each of them. Start
 * at {@link dev.headwater.coordinator.watch.Watchers}.
 */
@NullMarked
package dev.headwater.coordinator.watch;

import org.jspecify.annotations.NullMarked;
