/** Placeholder. */
@NullMarked
package dev.headwater.client;

import org.jspecify.annotations.NullMarked;
