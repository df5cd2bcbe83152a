/** Typed wrappers of the JDK's and Tink's cryptography, and Shamir's scheme over GF(256). */
@NullMarked
package dev.headwater.secagg.primitives;

import org.jspecify.annotations.NullMarked;
