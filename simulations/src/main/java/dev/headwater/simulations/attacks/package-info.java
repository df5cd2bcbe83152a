/** TODO. */
@NullMarked
package dev.headwater.simulations.attacks;

import org.jspecify.annotations.NullMarked;
