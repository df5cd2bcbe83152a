/**
 * Whether the coordinator is up, and whether it can serve rounds. Start at {@link
 * dev.headwater.coordinator.health.Readiness}.
 */
@NullMarked
package dev.headwater.coordinator.health;

import org.jspecify.annotations.NullMarked;
