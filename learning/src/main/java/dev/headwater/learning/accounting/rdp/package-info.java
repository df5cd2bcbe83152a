/**
 * Renyi differential privacy of one subsampled Gaussian round, order by order, one class per kind
 * of sampling. Start at {@link dev.headwater.learning.accounting.rdp.PoissonGaussian}.
 */
@NullMarked
package dev.headwater.learning.accounting.rdp;

import org.jspecify.annotations.NullMarked;
