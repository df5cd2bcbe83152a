/** Placeholder. */
@NullMarked
package dev.headwater.proto;

import org.jspecify.annotations.NullMarked;
