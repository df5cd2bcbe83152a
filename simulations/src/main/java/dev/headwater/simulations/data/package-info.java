/** TODO. */
@NullMarked
package dev.headwater.simulations.data;

import org.jspecify.annotations.NullMarked;
