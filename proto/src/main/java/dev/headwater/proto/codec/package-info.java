/**
 * The codec between messages of {@code headwater.v1} and values of {@code learning}. All received
 * messages are checked here; an invalid one is an {@link IllegalArgumentException} whose message is
 * a sentence.
 */
@NullMarked
package dev.headwater.proto.codec;

import org.jspecify.annotations.NullMarked;
