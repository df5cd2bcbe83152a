/**
 * Noise that is correlated over rounds, so that later rounds take back a part of it: banded matrix
 * factorisation. Start at {@link dev.headwater.learning.banded.BandedNoise}.
 */
@NullMarked
package dev.headwater.learning.banded;

import org.jspecify.annotations.NullMarked;
