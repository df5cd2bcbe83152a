/** Noise for differential privacy: secure bits, or seeded ones for experiments, and Gaussians. */
@NullMarked
package dev.headwater.learning.noise;

import org.jspecify.annotations.NullMarked;
