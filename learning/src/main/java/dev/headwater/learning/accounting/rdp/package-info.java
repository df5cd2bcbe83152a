/** Renyi differential privacy of one subsampled Gaussian round, order by order. */
@NullMarked
package dev.headwater.learning.accounting.rdp;

import org.jspecify.annotations.NullMarked;
