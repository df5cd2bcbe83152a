/**
 * A single Gaussian mechanism in closed form, and what noise on a grid of integers costs in
 * comparison. Start at {@link dev.headwater.learning.accounting.gaussian.AnalyticGaussian}.
 */
@NullMarked
package dev.headwater.learning.accounting.gaussian;

import org.jspecify.annotations.NullMarked;
