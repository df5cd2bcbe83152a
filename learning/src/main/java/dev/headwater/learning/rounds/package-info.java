/** The federated training loop, and the settings that it runs with. */
@NullMarked
package dev.headwater.learning.rounds;

import org.jspecify.annotations.NullMarked;
