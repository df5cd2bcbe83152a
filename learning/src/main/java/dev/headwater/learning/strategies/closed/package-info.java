/** Heads that follow from statistics over all examples, without local training. */
@NullMarked
package dev.headwater.learning.strategies.closed;

import org.jspecify.annotations.NullMarked;
