/** Randomness keyed by identity, never by call order. */
@NullMarked
package dev.headwater.learning.random;

import org.jspecify.annotations.NullMarked;
