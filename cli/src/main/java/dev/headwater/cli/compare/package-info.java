/** Runs side by side on a terminal. Start at {@link dev.headwater.cli.compare.CompareCommand}. */
@NullMarked
package dev.headwater.cli.compare;

import org.jspecify.annotations.NullMarked;
