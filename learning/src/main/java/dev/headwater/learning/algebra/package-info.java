/**
 * Linear algebra in double precision, small and deterministic: linear systems ({@link
 * dev.headwater.learning.algebra.Cholesky}), eigenvalues ({@link
 * dev.headwater.learning.algebra.Spectrum}) and minimisation ({@link
 * dev.headwater.learning.algebra.Lbfgs}).
 */
@NullMarked
package dev.headwater.learning.algebra;

import org.jspecify.annotations.NullMarked;
