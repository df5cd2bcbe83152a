/**
 * Who took part in a networked run, from its audit log. Start at {@link
 * dev.headwater.simulations.replay.participation.Participation}.
 */
@NullMarked
package dev.headwater.simulations.replay.participation;

import org.jspecify.annotations.NullMarked;
