package dev.headwater.coordinator;

import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.proto.RunDescription;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's doors: the gRPC port for clients, and a web port for /metrics and /healthz.
 *
 * <pre>{@code
 * try (CoordinatorServer server = CoordinatorServer.start(config, run, backboneFile, waiting)) {
 *   List<String> labels = server.cohort().awaitLabels();
 *   Parameters head = Parameters.zeros(new Head(labels.size(), features).layout());
 *   new Federation(plan, server.cohort(), ..., List.of(server.roundListener(), ...), ...).run(head);
 *   server.finish("10 rounds done.");
 * }
 * }</pre>
 */
public final class CoordinatorServer implements AutoCloseable {

  /**
   * Opens the ports.
   *
   * @param run what clients are told; its labels may be empty
   * @param backboneFile what clients can fetch, null where there is no file
   * @param waiting hears what the run waits for
   * @throws dev.headwater.vision.image.UserDataException if a port is taken or an address cannot be
   *     understood
   */
  public static CoordinatorServer start(
      CoordinatorConfig config,
      RunDescription run,
      @Nullable Path backboneFile,
      WaitingListener waiting) {
    throw new UnsupportedOperationException();
  }

  private CoordinatorServer() {}

  /** The clients; give it to the Federation. */
  public RemoteCohort cohort() {
    throw new UnsupportedOperationException();
  }

  /**
   * Feeds the head that clients can fetch, Watch, /metrics and /healthz; give it to the Federation.
   */
  public RoundListener roundListener() {
    throw new UnsupportedOperationException();
  }

  /** The bound gRPC port. */
  public int port() {
    throw new UnsupportedOperationException();
  }

  /** The bound web port, -1 for none. */
  public int webPort() {
    throw new UnsupportedOperationException();
  }

  /** Tells all clients that the run is over, and ends their streams. */
  public void finish(String summary) {}

  /**
   * Answers what is under way and frees the ports and threads. Without {@link #finish} before,
   * clients take it for an interruption and wait for the coordinator's return.
   */
  @Override
  public void close() {}
}
