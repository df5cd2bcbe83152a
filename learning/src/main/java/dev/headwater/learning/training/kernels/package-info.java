/**
 * Loops over float arrays with a fixed order of additions: every node computes the same bits. Start
 * at {@link dev.headwater.learning.training.kernels.Kernel}.
 */
@NullMarked
package dev.headwater.learning.training.kernels;

import org.jspecify.annotations.NullMarked;
