/**
 * The federated training loop, and the settings that it runs with. Start at {@link
 * dev.headwater.learning.rounds.Federation}, whose {@code run} everything else serves.
 */
@NullMarked
package dev.headwater.learning.rounds;

import org.jspecify.annotations.NullMarked;
