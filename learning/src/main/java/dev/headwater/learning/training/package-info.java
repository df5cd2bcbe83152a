/**
 * Local training: examples, hyperparameters and updates of one client. Start at {@link
 * dev.headwater.learning.training.Examples}; the packages below compute.
 */
@NullMarked
package dev.headwater.learning.training;

import org.jspecify.annotations.NullMarked;
