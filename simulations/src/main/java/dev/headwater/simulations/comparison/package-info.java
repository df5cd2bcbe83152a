/**
 * Several runs side by side: what differs between them, their figures over seeds, and which
 * differences are more than noise. Start at {@link
 * dev.headwater.simulations.comparison.Comparison}.
 */
@NullMarked
package dev.headwater.simulations.comparison;

import org.jspecify.annotations.NullMarked;
