/**
 * Runs that are killed at every step in which they touch a disk. Start at {@link
 * dev.headwater.cli.crash.CrashedRunsTest}.
 */
@NullMarked
package dev.headwater.cli.crash;

import org.jspecify.annotations.NullMarked;
