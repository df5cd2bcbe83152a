/**
 * Privacy accountants: the privacy cost of rounds of clipped sums with Gaussian noise, and the
 * noise that a budget requires.
 */
@NullMarked
package dev.headwater.learning.accounting;

import org.jspecify.annotations.NullMarked;
