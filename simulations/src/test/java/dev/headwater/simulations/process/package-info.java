/** A coordinator and its clients as processes of their own, some of which are killed. */
@NullMarked
package dev.headwater.simulations.process;

import org.jspecify.annotations.NullMarked;
