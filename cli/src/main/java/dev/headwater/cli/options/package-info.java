/**
 * Groups of flags that several commands share, and the values that they stand for. One group is one
 * section of the help. Start at {@link dev.headwater.cli.options.TrainingOptions}.
 */
@NullMarked
package dev.headwater.cli.options;

import org.jspecify.annotations.NullMarked;
