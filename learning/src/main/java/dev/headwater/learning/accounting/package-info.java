/**
 * Privacy accountants: the privacy cost of rounds of clipped sums with Gaussian noise, and the
 * noise that a budget requires. Start at {@link dev.headwater.learning.accounting.Accountant};
 * {@link dev.headwater.learning.accounting.Calibration} searches with it.
 */
@NullMarked
package dev.headwater.learning.accounting;

import org.jspecify.annotations.NullMarked;
