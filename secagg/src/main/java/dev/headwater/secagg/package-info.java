/**
 * One round of secure aggregation, both sides: the server learns the sum of its clients' vectors
 * and no vector. It has more than twelve files because the server checks with the client's own
 * functions, and a package that holds both sides keeps these out of everybody else's sight. Start
 * at {@link dev.headwater.secagg.SecAggClient}; {@link dev.headwater.secagg.InMemoryRound} shows
 * both sides in order.
 */
@NullMarked
package dev.headwater.secagg;

import org.jspecify.annotations.NullMarked;
