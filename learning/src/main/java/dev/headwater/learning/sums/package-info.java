/**
 * Exact sums: fixed point, associative, bit-identical in every order. Start at {@link
 * dev.headwater.learning.sums.ExactSum}.
 */
@NullMarked
package dev.headwater.learning.sums;

import org.jspecify.annotations.NullMarked;
