/** Privacy loss distributions on a grid: discretised in both directions and composed by FFT. */
@NullMarked
package dev.headwater.learning.accounting.pld;

import org.jspecify.annotations.NullMarked;
