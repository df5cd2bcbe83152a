/** From pictures to simulated clients, and the cohorts that run them. */
@NullMarked
package dev.headwater.simulations.experiment;

import org.jspecify.annotations.NullMarked;
