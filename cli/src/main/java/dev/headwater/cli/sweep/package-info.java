/**
 * Many runs from one file: its points, their runs, and what came out. Start at {@link
 * dev.headwater.cli.sweep.SweepCommand}.
 */
@NullMarked
package dev.headwater.cli.sweep;

import org.jspecify.annotations.NullMarked;
