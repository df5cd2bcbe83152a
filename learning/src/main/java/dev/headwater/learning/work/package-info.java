/**
 * What a client does in a round: a few kinds of work, each of which is sent as data. Start at
 * {@link dev.headwater.learning.work.LocalWork}.
 */
@NullMarked
package dev.headwater.learning.work;

import org.jspecify.annotations.NullMarked;
