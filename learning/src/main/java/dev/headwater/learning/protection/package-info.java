/**
 * Weighting, clipping and noise at the client, before a contribution is sent. Start at {@link
 * dev.headwater.learning.protection.Protection}, which is part of every task.
 */
@NullMarked
package dev.headwater.learning.protection;

import org.jspecify.annotations.NullMarked;
