package dev.headwater.coordinator.web;

import dev.headwater.coordinator.access.Gate;
import dev.headwater.coordinator.health.Health;
import dev.headwater.coordinator.health.Readiness;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.RunDescription;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the web port serves; suppliers are called on every request.
 *
 * @param federation the service object of the gRPC port
 * @param calls sees every call of the service first
 * @param metrics Prometheus' text
 * @param health whether the coordinator is up
 * @param readiness whether rounds can be served
 * @param run the run's description
 * @param head the newest global head; empty before the first round
 * @param backbone the file with which pages compute features, null for none
 * @param gate decides who may read what
 * @param settings the operator's settings
 */
public record WebSite(
    BindableService federation,
    ServerInterceptor calls,
    Supplier<String> metrics,
    Health health,
    Readiness readiness,
    Supplier<RunDescription> run,
    Supplier<Optional<ServedHead>> head,
    @Nullable FileOnDisk backbone,
    Gate gate,
    WebSettings settings) {

  /** A global head and its number of rounds. */
  public record ServedHead(int round, Parameters parameters) {}

  /**
   * A file as it was when the coordinator started.
   *
   * @param size in bytes
   * @param sha256 of its bytes, 64 lower-case hex digits
   */
  public record FileOnDisk(Path path, long size, String sha256) {}
}
