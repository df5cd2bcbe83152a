/**
 * Simulated clients: in memory on a thread pool, masked or not, or as real nodes over gRPC. Start
 * at {@link dev.headwater.learning.cohorts.LocalCohort}.
 */
@NullMarked
package dev.headwater.simulations.cohorts;

import org.jspecify.annotations.NullMarked;
