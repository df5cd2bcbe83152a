@NullMarked
package dev.headwater.vision.image;

import org.jspecify.annotations.NullMarked;
