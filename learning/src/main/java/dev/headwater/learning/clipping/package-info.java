/** Bounds on the influence of one client or one example. */
@NullMarked
package dev.headwater.learning.clipping;

import org.jspecify.annotations.NullMarked;
