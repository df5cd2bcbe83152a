/**
 * Strategies whose coordinator treats the mean delta as a gradient, and steps with an optimiser of
 * its own.
 */
@NullMarked
package dev.headwater.learning.strategies.optimisers;

import org.jspecify.annotations.NullMarked;
