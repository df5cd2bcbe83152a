/**
 * Parameter vectors on the wire: encoded once, digested, sent in parts and reassembled. Start at
 * {@link dev.headwater.proto.codec.vectors.EncodedVector}.
 */
@NullMarked
package dev.headwater.proto.codec.vectors;

import org.jspecify.annotations.NullMarked;
