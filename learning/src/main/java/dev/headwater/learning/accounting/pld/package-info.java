/**
 * Privacy loss distributions on a grid: discretised from above and from below, and composed by FFT.
 * Start at {@link dev.headwater.learning.accounting.pld.LossComposer}, the only public class.
 */
@NullMarked
package dev.headwater.learning.accounting.pld;

import org.jspecify.annotations.NullMarked;
