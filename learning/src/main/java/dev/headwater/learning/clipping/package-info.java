/** Bounds on what one client, or one example, can move. */
@NullMarked
package dev.headwater.learning.clipping;

import org.jspecify.annotations.NullMarked;
