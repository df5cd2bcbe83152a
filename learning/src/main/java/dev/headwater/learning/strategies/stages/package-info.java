/**
 * Strategies in front of a strategy: features on a common scale, and a head to start from. Start at
 * {@link dev.headwater.learning.strategies.stages.Standardised}.
 */
@NullMarked
package dev.headwater.learning.strategies.stages;

import org.jspecify.annotations.NullMarked;
