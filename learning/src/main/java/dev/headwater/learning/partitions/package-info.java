/**
 * The partitions that users can name, one file each with its row in the table. Start at {@link
 * dev.headwater.learning.partitions.Dirichlet}; {@code Bins} has what they share.
 */
@NullMarked
package dev.headwater.learning.partitions;

import org.jspecify.annotations.NullMarked;
