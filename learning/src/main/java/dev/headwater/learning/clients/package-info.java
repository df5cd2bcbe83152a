/**
 * The client's side of a round: work, weight, protection, memory. Start at {@link
 * dev.headwater.learning.clients.ClientRound}.
 */
@NullMarked
package dev.headwater.learning.clients;

import org.jspecify.annotations.NullMarked;
