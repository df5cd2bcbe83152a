/** What {@code headwater bench} measures: the machine's own roof, and the data for whole runs. */
@NullMarked
package dev.headwater.simulations.bench;

import org.jspecify.annotations.NullMarked;
