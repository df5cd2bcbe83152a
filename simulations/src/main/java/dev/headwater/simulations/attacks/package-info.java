/**
 * Attacks on privacy: replaying a run's mechanism with canaries, and analysing one client's update.
 * Start at {@link dev.headwater.simulations.attacks.OneUpdate}.
 */
@NullMarked
package dev.headwater.simulations.attacks;

import org.jspecify.annotations.NullMarked;
