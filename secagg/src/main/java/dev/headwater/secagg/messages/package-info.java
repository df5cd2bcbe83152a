/**
 * The messages between the two sides of a round, as values independent of the transport. It has
 * more than twelve files because the nine messages of one sealed interface, and the checks and
 * bytes that they share, belong together. Start at {@link dev.headwater.secagg.messages.Message}.
 */
@NullMarked
package dev.headwater.secagg.messages;

import org.jspecify.annotations.NullMarked;
