/**
 * Where simulated clients run: in memory on a pool of threads, masked or open, or as real nodes
 * over gRPC. Start at {@link dev.headwater.simulations.cohorts.GrpcCohort}.
 */
@NullMarked
package dev.headwater.simulations.cohorts;

import org.jspecify.annotations.NullMarked;
