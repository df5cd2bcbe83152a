/** Masked rounds whose clients all live in this process, with real keys. */
@NullMarked
package dev.headwater.secagg.simulation;

import org.jspecify.annotations.NullMarked;
