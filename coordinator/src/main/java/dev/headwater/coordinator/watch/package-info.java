/**
 * Watching a run: its status, its reports so far, and a stream to each watcher. Start at {@link
 * dev.headwater.coordinator.watch.Watchers}.
 */
@NullMarked
package dev.headwater.coordinator.watch;

import org.jspecify.annotations.NullMarked;
