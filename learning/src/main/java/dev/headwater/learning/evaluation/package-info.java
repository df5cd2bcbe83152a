/** How good a head is: loss and accuracy, per class and per client. */
@NullMarked
package dev.headwater.learning.evaluation;

import org.jspecify.annotations.NullMarked;
