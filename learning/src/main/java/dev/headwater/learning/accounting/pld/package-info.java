/** Privacy loss distributions on a grid: discretised to either side, and composed by FFT. */
@NullMarked
package dev.headwater.learning.accounting.pld;

import org.jspecify.annotations.NullMarked;
