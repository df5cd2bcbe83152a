/**
 * One round of secure aggregation, both sides: the server learns the sum of its clients' vectors,
 * but no single vector. Start at {@link dev.headwater.secagg.SecAggClient}; {@link
 * dev.headwater.secagg.simulation.InMemoryRound} shows both sides in order.
 */
@NullMarked
package dev.headwater.secagg;

import org.jspecify.annotations.NullMarked;
