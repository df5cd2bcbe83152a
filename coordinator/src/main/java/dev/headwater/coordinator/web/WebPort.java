package dev.headwater.coordinator.web;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.encoding.EncodingService;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.headwater.coordinator.access.Access;
import dev.headwater.coordinator.access.Descriptors;
import dev.headwater.coordinator.web.uploads.Uploads;
import dev.headwater.files.UserDataException;
import dev.headwater.proto.Protocol;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The port for browsers and operators: pages, gRPC-Web, the model over HTTP, past runs, /metrics in
 * Prometheus' text format, /healthz and /readyz in JSON. There is no CORS: only pages of this port
 * use it.
 */
public final class WebPort implements AutoCloseable {
  /** How netty begins what the system says. */
  private static final Pattern NATIVE =
      Pattern.compile("^bind\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private static final long PING_MILLIS = 15_000;

  /** Timeout for requests that are neither streams nor large files. */
  private static final Duration REQUEST = Duration.ofSeconds(10);

  /** Allowance for the framing of messages and for HTTP. */
  private static final long FRAME_BYTES = 64 << 10;

  /** All addresses together: people behind one proxy share theirs. */
  private static final int MAX_CONNECTIONS = 10_000;

  private final Server server;
  private final EventLoopGroup loops;
  private final boolean pages;
  private final boolean tls;

  private WebPort(Server server, EventLoopGroup loops, boolean pages, boolean tls) {
    this.server = server;
    this.loops = loops;
    this.pages = pages;
    this.tls = tls;
  }

  /**
   * Opens the port.
   *
   * @throws UserDataException if it is taken, or certificate and key cannot be used
   */
  public static WebPort open(String host, int port, WebSite site) {
    return open(host, port, site, Pages.FOLDER, REQUEST, Uploads.ofProcess());
  }

  static WebPort open(
      String host, int port, WebSite site, String folder, Duration patience, Uploads uploads) {
    var pages = new Pages(WebPort.class.getClassLoader(), folder);
    var address = new InetSocketAddress(host, port);
    WebSettings.Tls tls = site.settings().tls();
    ServerBuilder builder = Server.builder();
    if (tls == null) {
      builder.http(address);
    } else {
      PagesTls.add(tls, builder);
      builder.https(address);
      builder.childChannelPipelineCustomizer(pipeline -> pipeline.addFirst(new PlainTextGuard()));
    }
    EventLoopGroup loops = EventLoopGroups.newEventLoopGroup(1, "headwater-web");
    serve(builder, site, pages, uploads)
        .workerGroup(loops, false)
        .blockingTaskExecutor(
            BlockingTaskExecutor.builder()
                .threadNamePrefix("headwater-web-work")
                .daemon(true)
                .numThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .build(),
            true)
        // A vanished browser is detected by pings over HTTP/2 (TLS), otherwise by TCP.
        .maxNumConnections(Descriptors.connections(MAX_CONNECTIONS))
        .requestTimeout(patience)
        .pingIntervalMillis(PING_MILLIS)
        .childChannelOption(ChannelOption.SO_KEEPALIVE, true)
        .gracefulShutdownTimeoutMillis(0, 1000);
    Server server;
    try {
      server = builder.build();
    } catch (IllegalStateException | IllegalArgumentException e) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      if (tls == null) {
        throw e;
      }
      throw PagesTls.unusable(tls, e);
    }
    try {
      server.start().join();
    } catch (CompletionException e) {
      close(server, loops);
      throw closed("web-port", host, port, e);
    }
    return new WebPort(server, loops, pages.present(), tls != null);
  }

  private static ServerBuilder serve(
      ServerBuilder builder, WebSite site, Pages pages, Uploads uploads) {
    var model = new ModelResources(site);
    var runs = new PastRuns(site.settings().publishedRuns());
    var session = new SessionCookie(site.gate());
    Function<HttpService, HttpService> locked = inner -> session.guard(Access.MODEL, inner);
    WebSettings.Room room = site.settings().room();
    Access pastRuns = room == null ? Access.RUNS : Access.ROOM;
    Function<HttpService, HttpService> lockedRuns = inner -> session.guard(pastRuns, inner);
    Function<HttpService, HttpService> packed =
        inner ->
            EncodingService.builder()
                .encodableContentTypes(MediaType.HTML_UTF_8, MediaType.JSON_UTF_8)
                .minBytesToForceChunkedEncoding(1024)
                .newDecorator()
                .apply(inner);
    if (room != null) {
      builder
          .serviceUnder(WebSettings.Room.PATH, session.guard(Access.ROOM, room.teacher()))
          .service("/api/trusted", SecurityHeaders::trusted);
    }
    return builder
        .service(
            federation(site),
            inner ->
                uploads.bounding(
                    (context, request) -> {
                      // Streams last as long as the run.
                      context.clearRequestTimeout();
                      context.setMaxRequestLength(Protocol.MAX_MESSAGE_BYTES + FRAME_BYTES);
                      return inner.serve(context, request);
                    }))
        .service("/api/run.json", locked.apply(packed.apply(model::run)))
        .service(ModelResources.HEAD, locked.apply(model::head))
        .service("prefix:/api/backbone/", locked.apply(longAnswer(model::backbone)))
        .service("/api/runs.json", lockedRuns.apply(packed.apply(runs::list)))
        .service("/api/runs/{id}/{file}", lockedRuns.apply(longAnswer(packed.apply(runs::file))))
        .service("/api/session", session::open)
        .service(
            "/metrics",
            session.guard(
                Access.METRICS,
                (context, request) ->
                    HttpResponse.of(
                        HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, site.metrics().get())))
        .service("/healthz", (context, request) -> Answers.json(site.health().json()))
        .service(
            "/readyz",
            (context, request) -> {
              Map<String, @Nullable Object> state = site.readiness().json();
              boolean ready = !state.containsKey("reason");
              return Answers.json(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, state);
            })
        .serviceUnder("/", pages)
        .decorator(SecurityHeaders::guard);
  }

  private static GrpcService federation(WebSite site) {
    return GrpcService.builder()
        .addService(site.federation())
        .intercept(site.calls())
        .supportedSerializationFormats(GrpcSerializationFormats.PROTO_WEB)
        .maxRequestMessageLength(Protocol.MAX_MESSAGE_BYTES)
        .useClientTimeoutHeader(false)
        .useBlockingTaskExecutor(true)
        .build();
  }

  /** A large file over a slow connection takes longer than the usual timeout. */
  private static HttpService longAnswer(HttpService inner) {
    return (context, request) -> {
      context.clearRequestTimeout();
      return inner.serve(context, request);
    };
  }

  /**
   * What is said of a port that cannot be opened.
   *
   * @param flag that names it
   * @param e whose cause says why
   */
  public static UserDataException closed(String flag, String host, int port, Throwable e) {
    Throwable cause = e.getCause();
    String why = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    return new UserDataException(
        "%s: %s:%d cannot be opened: %s (expected: a free port; stop the other program, or choose another with --%s)"
            .formatted(flag, host, port, NATIVE.matcher(why).replaceFirst(""), flag),
        e);
  }

  /** The port in use. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Whether this build has pages. */
  public boolean hasPages() {
    return pages;
  }

  /** Whether the port speaks HTTPS. */
  public boolean isTls() {
    return tls;
  }

  @Override
  public void close() {
    close(server, loops);
  }

  private static void close(Server server, EventLoopGroup loops) {
    server.close();
    // Without the group's default quiet period of two seconds.
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
