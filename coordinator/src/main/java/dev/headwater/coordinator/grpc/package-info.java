/**
 * The service object that gRPC and gRPC-Web share, the port for nodes, and the model and backbone,
 * which clients fetch in parts. Start at {@link dev.headwater.coordinator.grpc.FederationService}.
 */
@NullMarked
package dev.headwater.coordinator.grpc;

import org.jspecify.annotations.NullMarked;
