/**
 * A recorded run as tables for other programs: a row a round, or a row a client and round. Start at
 * {@link dev.headwater.simulations.export.ExportTable}.
 */
@NullMarked
package dev.headwater.simulations.export;

import org.jspecify.annotations.NullMarked;
