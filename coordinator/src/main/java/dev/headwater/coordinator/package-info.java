/**
 * A coordinator put together: {@link dev.headwater.coordinator.CoordinatorServer} wires the rounds,
 * the gRPC port, the web port, the metrics and the watchers; {@link
 * dev.headwater.coordinator.CoordinatorConfig} says how it runs. Start at the server.
 */
@NullMarked
package dev.headwater.coordinator;

import org.jspecify.annotations.NullMarked;
