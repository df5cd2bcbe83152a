/**
 * Talking to a coordinator: the channel, asking what the run is, answers that are sent again until
 * they are received, and how long to wait in between. Nothing here trains. Start at {@link
 * dev.headwater.client.connection.Answer}.
 */
@NullMarked
package dev.headwater.client.connection;

import org.jspecify.annotations.NullMarked;
