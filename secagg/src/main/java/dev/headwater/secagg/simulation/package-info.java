/** Masked rounds with real keys, whose clients all run in this process. */
@NullMarked
package dev.headwater.secagg.simulation;

import org.jspecify.annotations.NullMarked;
