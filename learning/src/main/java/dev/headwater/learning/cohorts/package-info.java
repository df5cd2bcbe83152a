/**
 * Clients in this process, for simulations, tests and your own programs. Start at {@link
 * dev.headwater.learning.cohorts.LocalCohort}.
 */
@NullMarked
package dev.headwater.learning.cohorts;

import org.jspecify.annotations.NullMarked;
