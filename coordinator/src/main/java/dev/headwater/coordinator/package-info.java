/** Placeholder. */
@NullMarked
package dev.headwater.coordinator;

import org.jspecify.annotations.NullMarked;
