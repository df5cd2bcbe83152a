/**
 * Groups of flags shared by several commands, and the values built from them. One group is one
 * section of the help. Start at {@link dev.headwater.cli.options.TrainingOptions}.
 */
@NullMarked
package dev.headwater.cli.options;

import org.jspecify.annotations.NullMarked;
