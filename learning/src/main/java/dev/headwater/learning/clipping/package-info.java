/** stub */
@NullMarked
package dev.headwater.learning.clipping;

import org.jspecify.annotations.NullMarked;
