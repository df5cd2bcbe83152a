/**
 * Bounds on the L2 norm of what one client or one example contributes. Start at {@link
 * dev.headwater.learning.clipping.Clipping}; {@link
 * dev.headwater.learning.clipping.AdaptiveClipping} lets the norm follow a quantile.
 */
@NullMarked
package dev.headwater.learning.clipping;

import org.jspecify.annotations.NullMarked;
