/**
 * A recorded run, computed again and compared. Start at {@link
 * dev.headwater.simulations.replay.Replay}.
 */
@NullMarked
package dev.headwater.simulations.replay;

import org.jspecify.annotations.NullMarked;
