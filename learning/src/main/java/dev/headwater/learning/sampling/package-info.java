/** Sampling of cohorts: who takes part in a round. */
@NullMarked
package dev.headwater.learning.sampling;

import org.jspecify.annotations.NullMarked;
