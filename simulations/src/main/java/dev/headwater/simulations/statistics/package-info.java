/**
 * Whether a difference is more than noise: means with intervals, paired differences, and p-values
 * of several comparisons. Start at {@link dev.headwater.simulations.statistics.Estimate}.
 */
@NullMarked
package dev.headwater.simulations.statistics;

import org.jspecify.annotations.NullMarked;
