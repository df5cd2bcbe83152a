/**
 * The built-in algorithms, one class each with its row in the table of names. Start at {@link
 * dev.headwater.learning.strategies.FedAvg}, the shortest; {@link
 * dev.headwater.learning.strategies.Strategies} finds them by name.
 */
@NullMarked
package dev.headwater.learning.strategies;

import org.jspecify.annotations.NullMarked;
