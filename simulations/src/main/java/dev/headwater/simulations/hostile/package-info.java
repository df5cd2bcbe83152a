/**
 * Clients that attack a run, as a plan says: who, in which rounds, how. Start at {@link
 * dev.headwater.simulations.hostile.AttackPlan}; what an attack does is in {@link
 * dev.headwater.simulations.hostile.attack}.
 */
@NullMarked
package dev.headwater.simulations.hostile;

import org.jspecify.annotations.NullMarked;
