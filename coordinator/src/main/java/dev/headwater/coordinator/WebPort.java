package dev.headwater.coordinator;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import dev.headwater.vision.image.UserDataException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The port for operators: /metrics in Prometheus' text format and /healthz in JSON. */
final class WebPort implements AutoCloseable {
  private final Server server;
  private final EventLoopGroup loops;

  private WebPort(Server server, EventLoopGroup loops) {
    this.server = server;
    this.loops = loops;
  }

  /**
   * Opens the port.
   *
   * @throws UserDataException if it is taken
   */
  static WebPort open(
      String host, int port, PrometheusMeterRegistry registry, Supplier<Health> health) {
    EventLoopGroup loops = EventLoopGroups.newEventLoopGroup(1, "headwater-web");
    Server server =
        Server.builder()
            .http(new InetSocketAddress(host, port))
            .workerGroup(loops, false)
            .service(
                "/metrics",
                (context, request) ->
                    HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, registry.scrape()))
            .service("/healthz", (context, request) -> HttpResponse.ofJson(json(health.get())))
            .gracefulShutdownTimeoutMillis(0, 1000)
            .build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      close(server, loops);
      throw new UserDataException(
          "web-port: %s:%d cannot be opened: %s (expected: a free port; stop the other program, or choose another with --web-port)"
              .formatted(host, port, reason(e.getCause())),
          e);
    }
    return new WebPort(server, loops);
  }

  private static @Nullable String reason(@Nullable Throwable cause) {
    return cause == null ? "unknown" : cause.getMessage();
  }

  private static Map<String, @Nullable Object> json(Health health) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", health.status());
    json.put("round", health.round());
    json.put("enrolled", health.enrolled());
    json.put("waiting_for", health.waitingFor());
    return json;
  }

  int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    close(server, loops);
  }

  private static void close(Server server, EventLoopGroup loops) {
    server.close();
    // Without the two quiet seconds that the group would wait for by itself.
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
