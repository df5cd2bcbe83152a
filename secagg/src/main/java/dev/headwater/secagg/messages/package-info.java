/**
 * The messages between the two sides of a round, as values independent of the transport. Start at
 * {@link dev.headwater.secagg.messages.Message}.
 */
@NullMarked
package dev.headwater.secagg.messages;

import org.jspecify.annotations.NullMarked;
