/**
 * How good a head is: loss and accuracy, in total and by class. {@link
 * dev.headwater.learning.evaluation.Evaluation} is all of it.
 */
@NullMarked
package dev.headwater.learning.evaluation;

import org.jspecify.annotations.NullMarked;
