/** Closed-form results on a single Gaussian mechanism. */
@NullMarked
package dev.headwater.learning.accounting.gaussian;

import org.jspecify.annotations.NullMarked;
