/**
 * How the contributions of a round become one aggregate. Start at {@link
 * dev.headwater.learning.aggregation.Gathering}.
 */
@NullMarked
package dev.headwater.learning.aggregation;

import org.jspecify.annotations.NullMarked;
