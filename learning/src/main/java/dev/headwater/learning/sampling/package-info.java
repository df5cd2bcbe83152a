/**
 * Sampling of cohorts: who takes part in a round. Start at {@link
 * dev.headwater.learning.sampling.CohortSelection}.
 */
@NullMarked
package dev.headwater.learning.sampling;

import org.jspecify.annotations.NullMarked;
