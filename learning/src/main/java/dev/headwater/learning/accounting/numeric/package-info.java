/**
 * The functions that accountants compute with, accurate where doubles usually suffer from
 * cancellation: logarithms, the normal distribution, Fourier transforms and minima. Start at {@link
 * dev.headwater.learning.accounting.numeric.Normal}.
 */
@NullMarked
package dev.headwater.learning.accounting.numeric;

import org.jspecify.annotations.NullMarked;
