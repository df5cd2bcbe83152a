/**
 * The complete coordinator: {@link dev.headwater.coordinator.CoordinatorServer} wires the rounds,
 * the gRPC port, the web port, the metrics and the watchers; {@link
 * dev.headwater.coordinator.CoordinatorConfig} holds its configuration. Start at the server.
 */
@NullMarked
package dev.headwater.coordinator;

import org.jspecify.annotations.NullMarked;
