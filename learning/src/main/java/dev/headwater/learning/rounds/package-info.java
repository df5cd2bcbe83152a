/** The federated loop: who is asked, what comes back, how the global parameters move. */
@NullMarked
package dev.headwater.learning.rounds;

import org.jspecify.annotations.NullMarked;
