package dev.headwater.coordinator.web;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.RunDescription;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the web port gives out; the suppliers are asked at every request.
 *
 * @param federation the same object that the gRPC port serves
 * @param metrics Prometheus' text
 * @param health of the run, as JSON
 * @param run what clients are told
 * @param head the newest global head; none before the first round
 * @param backbone the file that pages compute features with, null where there is none
 * @param door who may see the model and published runs
 * @param settings the operator's wishes
 */
public record WebSite(
    BindableService federation,
    Supplier<String> metrics,
    Supplier<Map<String, @Nullable Object>> health,
    Supplier<RunDescription> run,
    Supplier<Optional<ServedHead>> head,
    @Nullable FileOnDisk backbone,
    Door door,
    WebSettings settings) {

  /** A global head and the rounds that went into it. */
  public record ServedHead(int round, Parameters parameters) {}

  /**
   * A file as it was when the coordinator started.
   *
   * @param size in bytes
   * @param sha256 of its bytes, 64 lower-case hex digits
   */
  public record FileOnDisk(Path path, long size, String sha256) {}

  /**
   * Whether a token is asked for, and which opens; must compare in constant time.
   *
   * @param locked whether a token is asked for
   * @param opens whether this one is right
   */
  public record Door(boolean locked, Predicate<String> opens) {}
}
