/**
 * Single answers of clients that a run was asked to keep. Start at {@link
 * dev.headwater.simulations.replay.kept.KeepingConduct}.
 */
@NullMarked
package dev.headwater.simulations.replay.kept;

import org.jspecify.annotations.NullMarked;
