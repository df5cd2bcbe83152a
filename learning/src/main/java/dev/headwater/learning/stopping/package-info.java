/**
 * When a run ends before its last round: a target that is reached, or rounds that no longer improve
 * anything. Start at {@link dev.headwater.learning.stopping.Stopping}.
 */
@NullMarked
package dev.headwater.learning.stopping;

import org.jspecify.annotations.NullMarked;
