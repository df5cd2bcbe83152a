/**
 * Randomness keyed by identity, never by call order. Start at {@link
 * dev.headwater.learning.random.KeyedRandom}.
 */
@NullMarked
package dev.headwater.learning.random;

import org.jspecify.annotations.NullMarked;
