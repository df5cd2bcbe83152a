/** Strategies whose clients keep memory between rounds. */
@NullMarked
package dev.headwater.learning.strategies.memory;

import org.jspecify.annotations.NullMarked;
