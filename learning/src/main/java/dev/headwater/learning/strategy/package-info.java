/**
 * What a federated algorithm is: the door by which each enters. Start at {@link
 * dev.headwater.learning.strategy.Strategy}.
 */
@NullMarked
package dev.headwater.learning.strategy;

import org.jspecify.annotations.NullMarked;
