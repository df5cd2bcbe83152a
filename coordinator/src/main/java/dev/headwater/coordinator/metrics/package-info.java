/**
 * Metrics for Prometheus: of the run and of the clients' traffic. Start at {@link
 * dev.headwater.coordinator.metrics.RunMeters}.
 */
@NullMarked
package dev.headwater.coordinator.metrics;

import org.jspecify.annotations.NullMarked;
