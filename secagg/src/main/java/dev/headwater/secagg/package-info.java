/**
 * One round of secure aggregation, both sides: the server learns the sum of its clients' vectors,
 * but no single vector. It has more than twelve files because the server checks with the client's
 * own functions, and these stay package-private in a package with both sides. Start at {@link
 * dev.headwater.secagg.SecAggClient}; {@link dev.headwater.secagg.InMemoryRound} shows both sides
 * in order.
 */
@NullMarked
package dev.headwater.secagg;

import org.jspecify.annotations.NullMarked;
