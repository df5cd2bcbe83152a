/**
 * Noise for differential privacy: secure or (for experiments) seeded bits, and Gaussian samplers.
 */
@NullMarked
package dev.headwater.learning.noise;

import org.jspecify.annotations.NullMarked;
