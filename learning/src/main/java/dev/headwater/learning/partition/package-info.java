/** How a data set is split across simulated clients. */
@NullMarked
package dev.headwater.learning.partition;

import org.jspecify.annotations.NullMarked;
