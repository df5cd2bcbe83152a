/**
 * {@code headwater replay}: computes a recorded run again. Start at {@link
 * dev.headwater.cli.replay.ReplayCommand}.
 */
@NullMarked
package dev.headwater.cli.replay;

import org.jspecify.annotations.NullMarked;
