/** Linear algebra in double precision, small and deterministic. */
@NullMarked
package dev.headwater.learning.algebra;

import org.jspecify.annotations.NullMarked;
