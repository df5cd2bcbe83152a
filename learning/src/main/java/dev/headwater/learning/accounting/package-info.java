/**
 * Privacy accountants: what rounds of clipped sums with Gaussian noise cost, and how much noise a
 * budget needs.
 */
@NullMarked
package dev.headwater.learning.accounting;

import org.jspecify.annotations.NullMarked;
