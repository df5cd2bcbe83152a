/**
 * Progress of an experiment. Start at {@link dev.headwater.simulations.view.RunView}; the command
 * line's terminal view implements it.
 */
@NullMarked
package dev.headwater.simulations.view;

import org.jspecify.annotations.NullMarked;
