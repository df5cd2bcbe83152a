/**
 * The interface of federated algorithms. Start at {@link dev.headwater.learning.strategy.Strategy}.
 */
@NullMarked
package dev.headwater.learning.strategy;

import org.jspecify.annotations.NullMarked;
