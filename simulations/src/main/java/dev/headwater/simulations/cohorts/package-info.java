/** TODO. */
@NullMarked
package dev.headwater.simulations.cohorts;

import org.jspecify.annotations.NullMarked;
