/**
 * How good a head is: loss and accuracy, in total and by class, and who scores it on a test set.
 * Start at {@link dev.headwater.learning.evaluation.Evaluation}.
 */
@NullMarked
package dev.headwater.learning.evaluation;

import org.jspecify.annotations.NullMarked;
