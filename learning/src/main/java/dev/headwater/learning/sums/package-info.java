/** Exact sums: fixed point, associative, bit-identical in every order. */
@NullMarked
package dev.headwater.learning.sums;

import org.jspecify.annotations.NullMarked;
