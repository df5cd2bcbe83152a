/**
 * The one way between the messages of {@code headwater.v1} and the values of {@code learning}.
 * Everything that arrives is checked here; what cannot be used is an {@link
 * IllegalArgumentException} whose message is a sentence for people.
 */
@NullMarked
package dev.headwater.proto.codec;

import org.jspecify.annotations.NullMarked;
