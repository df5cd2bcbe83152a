/**
 * Parameter vectors on the wire: encoded once, digested, sent in parts and put together again.
 * Start at {@link dev.headwater.proto.codec.vectors.EncodedVector}.
 */
@NullMarked
package dev.headwater.proto.codec.vectors;

import org.jspecify.annotations.NullMarked;
