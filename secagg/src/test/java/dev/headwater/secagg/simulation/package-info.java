/** Whole rounds, with dropouts at every step. */
@NullMarked
package dev.headwater.secagg.simulation;

import org.jspecify.annotations.NullMarked;
