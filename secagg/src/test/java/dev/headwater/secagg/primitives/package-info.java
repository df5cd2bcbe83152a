/** Published vectors for everything we call, and the laws of what is ours. */
@NullMarked
package dev.headwater.secagg.primitives;

import org.jspecify.annotations.NullMarked;
