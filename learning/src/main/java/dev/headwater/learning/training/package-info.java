/** Local training: examples, hyperparameters and updates of one client. */
@NullMarked
package dev.headwater.learning.training;

import org.jspecify.annotations.NullMarked;
