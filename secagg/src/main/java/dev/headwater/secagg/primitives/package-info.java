/**
 * Typed wrappers of the JDK's and Tink's cryptography, Shamir's scheme over GF(256), and the bytes
 * that they work on. Start at {@link dev.headwater.secagg.primitives.Bytes}.
 */
@NullMarked
package dev.headwater.secagg.primitives;

import org.jspecify.annotations.NullMarked;
