/**
 * Simulated clients as real nodes over gRPC, the worker threads of an experiment, and the scorer of
 * its test set. Start at {@link dev.headwater.simulations.cohorts.GrpcCohort}; clients in memory
 * are {@link dev.headwater.learning.cohorts.LocalCohort}.
 */
@NullMarked
package dev.headwater.simulations.cohorts;

import org.jspecify.annotations.NullMarked;
