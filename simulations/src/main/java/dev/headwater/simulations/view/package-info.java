/**
 * Who is told how an experiment goes. Start at {@link dev.headwater.simulations.view.RunView}; the
 * command line's terminal is one.
 */
@NullMarked
package dev.headwater.simulations.view;

import org.jspecify.annotations.NullMarked;
