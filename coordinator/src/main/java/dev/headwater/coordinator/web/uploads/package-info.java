/** Bounds on what callers of the web port may upload. */
@NullMarked
package dev.headwater.coordinator.web.uploads;

import org.jspecify.annotations.NullMarked;
