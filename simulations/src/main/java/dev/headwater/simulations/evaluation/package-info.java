/**
 * How good a model is on labelled pictures, class by class. Start at {@link
 * dev.headwater.simulations.evaluation.Confusion}.
 */
@NullMarked
package dev.headwater.simulations.evaluation;

import org.jspecify.annotations.NullMarked;
