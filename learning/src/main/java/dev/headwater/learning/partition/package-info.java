/**
 * How a data set is split across simulated clients. Start at {@link
 * dev.headwater.learning.partition.Partition}.
 */
@NullMarked
package dev.headwater.learning.partition;

import org.jspecify.annotations.NullMarked;
