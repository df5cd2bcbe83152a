/**
 * What the final model takes the classes for. Start at {@link
 * dev.headwater.simulations.report.classes.ConfusionMatrix}.
 */
@NullMarked
package dev.headwater.simulations.report.classes;

import org.jspecify.annotations.NullMarked;
