/**
 * Linear algebra in double precision, small and deterministic. {@link
 * dev.headwater.learning.algebra.Cholesky} is all of it.
 */
@NullMarked
package dev.headwater.learning.algebra;

import org.jspecify.annotations.NullMarked;
