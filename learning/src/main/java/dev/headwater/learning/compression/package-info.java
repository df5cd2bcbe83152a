/**
 * Shorter forms of what clients upload. Start at {@link
 * dev.headwater.learning.compression.Compression}.
 */
@NullMarked
package dev.headwater.learning.compression;

import org.jspecify.annotations.NullMarked;
