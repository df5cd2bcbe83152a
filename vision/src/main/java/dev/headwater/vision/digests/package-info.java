/**
 * Digests of pictures, and what earlier runs knew of them: a picture whose file is the same need
 * not be read again to be recognised. Start at {@link dev.headwater.vision.digests.KnownDigests}.
 */
@NullMarked
package dev.headwater.vision.digests;

import org.jspecify.annotations.NullMarked;
