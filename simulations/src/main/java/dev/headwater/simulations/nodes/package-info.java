/** TODO. */
@NullMarked
package dev.headwater.simulations.nodes;

import org.jspecify.annotations.NullMarked;
