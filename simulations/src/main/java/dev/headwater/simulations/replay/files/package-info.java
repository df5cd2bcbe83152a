/**
 * Whether the files of a recorded run are as they were written, and agree with each other. Start at
 * {@link dev.headwater.simulations.replay.files.RecordCheck}.
 */
@NullMarked
package dev.headwater.simulations.replay.files;

import org.jspecify.annotations.NullMarked;
