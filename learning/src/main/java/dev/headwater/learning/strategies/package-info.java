/**
 * The built-in algorithms, one class each. Start at {@link
 * dev.headwater.learning.strategies.FedAvg}, the shortest; {@link
 * dev.headwater.learning.strategies.Strategies} is the table of their names.
 */
@NullMarked
package dev.headwater.learning.strategies;

import org.jspecify.annotations.NullMarked;
