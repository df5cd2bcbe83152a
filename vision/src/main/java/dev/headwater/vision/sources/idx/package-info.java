/**
 * IDX files, the format of the MNIST family. Start at {@link
 * dev.headwater.vision.sources.idx.IdxFiles}.
 */
@NullMarked
package dev.headwater.vision.sources.idx;

import org.jspecify.annotations.NullMarked;
