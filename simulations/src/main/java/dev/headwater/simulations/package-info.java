/** Placeholder. */
@NullMarked
package dev.headwater.simulations;

import org.jspecify.annotations.NullMarked;
