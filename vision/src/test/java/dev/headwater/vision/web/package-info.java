/** Golden vectors for the pages' port of decoding, preprocessing and features. */
@NullMarked
package dev.headwater.vision.web;

import org.jspecify.annotations.NullMarked;
