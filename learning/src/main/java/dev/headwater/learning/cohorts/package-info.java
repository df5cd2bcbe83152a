/**
 * Clients in this process: for simulations, for tests, and for programs of your own. Start at
 * {@link dev.headwater.learning.cohorts.LocalCohort}.
 */
@NullMarked
package dev.headwater.learning.cohorts;

import org.jspecify.annotations.NullMarked;
