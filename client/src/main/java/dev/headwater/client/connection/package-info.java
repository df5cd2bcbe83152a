/**
 * Communication with a coordinator: the channel, the run's description, answers that are repeated
 * until they are received, and the delays in between. Start at {@link
 * dev.headwater.client.connection.Answer}.
 */
@NullMarked
package dev.headwater.client.connection;

import org.jspecify.annotations.NullMarked;
