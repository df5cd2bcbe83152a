/**
 * What a client that attacks a run does in a round, each attack a record that names its paper.
 * Start at {@link dev.headwater.simulations.hostile.attack.Attack}; {@link
 * dev.headwater.simulations.hostile.attack.Attacks} has them by name.
 */
@NullMarked
package dev.headwater.simulations.hostile.attack;

import org.jspecify.annotations.NullMarked;
