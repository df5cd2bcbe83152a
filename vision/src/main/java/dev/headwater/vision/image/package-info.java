/** Decoded pictures and the preprocessing contract: bytes in, normalised tensors out. */
@NullMarked
package dev.headwater.vision.image;

import org.jspecify.annotations.NullMarked;
