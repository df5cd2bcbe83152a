/**
 * The key that a client's name is bound to, and what it signs. Start at {@link
 * dev.headwater.proto.signing.ClientKey}.
 */
@NullMarked
package dev.headwater.proto.signing;

import org.jspecify.annotations.NullMarked;
