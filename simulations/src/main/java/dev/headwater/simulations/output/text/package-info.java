/** TODO. */
@NullMarked
package dev.headwater.simulations.output.text;

import org.jspecify.annotations.NullMarked;
