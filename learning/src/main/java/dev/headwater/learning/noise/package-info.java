/**
 * Noise for differential privacy: secure or (for experiments) seeded bits, and Gaussian samplers.
 * Start at {@link dev.headwater.learning.noise.NoiseSource}.
 */
@NullMarked
package dev.headwater.learning.noise;

import org.jspecify.annotations.NullMarked;
