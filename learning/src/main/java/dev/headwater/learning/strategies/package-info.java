/**
 * The built-in algorithms, one class each, and the table of their names, {@link
 * dev.headwater.learning.strategies.Strategies}.
 */
@NullMarked
package dev.headwater.learning.strategies;

import org.jspecify.annotations.NullMarked;
