/**
 * The algorithms that come with Headwater, one class each, and the table that names them, {@link
 * dev.headwater.learning.strategies.Strategies}.
 */
@NullMarked
package dev.headwater.learning.strategies;

import org.jspecify.annotations.NullMarked;
