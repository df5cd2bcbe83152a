/** Weighting, clipping and noise at the client, before a contribution is sent. */
@NullMarked
package dev.headwater.learning.protection;

import org.jspecify.annotations.NullMarked;
