/** TODO. */
@NullMarked
package dev.headwater.simulations.output.state;

import org.jspecify.annotations.NullMarked;
