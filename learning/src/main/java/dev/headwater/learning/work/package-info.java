/**
 * What a client does in a round: few kinds of work, each of which travels as data. Start at {@link
 * dev.headwater.learning.work.LocalWork}.
 */
@NullMarked
package dev.headwater.learning.work;

import org.jspecify.annotations.NullMarked;
