package dev.headwater.coordinator.classroom;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.headwater.coordinator.web.Answers;
import dev.headwater.coordinator.web.WebPort;
import dev.headwater.files.UserDataException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * A page in the clear, for devices that do not trust the room yet: how to install its certificate,
 * and whether this device has it. It serves nothing that is secret, takes nothing, and does not
 * admit to the room.
 *
 * <p>Whoever is on the way could hand out another certificate; that is why its fingerprint stands
 * on the page, and on the teacher's.
 */
public final class InstallPort implements AutoCloseable {
  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self' https:",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  private final Server server;

  private InstallPort(Server server) {
    this.server = server;
  }

  /**
   * What the page says.
   *
   * @param room its name
   * @param fingerprint of the certificate, SHA-256, as people compare it
   * @param certificate the room's root, DER
   * @param port of the pages under TLS, on the same host
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Content(String room, String fingerprint, byte[] certificate, int port) {}

  /**
   * Opens the port.
   *
   * @throws UserDataException if it is taken
   */
  public static InstallPort open(String host, int port, Content content) {
    ServerBuilder builder = Server.builder().http(new InetSocketAddress(host, port));
    String json =
        Answers.text(
            Map.of(
                "room",
                content.room(),
                "fingerprint",
                content.fingerprint(),
                "port",
                content.port()));
    builder
        .service("/", file("install.html", MediaType.HTML_UTF_8))
        .service("/install.js", file("install.js", MediaType.JAVASCRIPT_UTF_8))
        .service("/install.css", file("install.css", MediaType.CSS_UTF_8))
        .service("/room.json", fixed(MediaType.JSON_UTF_8, HttpData.ofUtf8(json)))
        .service(
            "/room.crt",
            fixed(
                MediaType.parse("application/x-x509-ca-cert"),
                HttpData.wrap(content.certificate())))
        .serviceUnder(
            "/",
            (context, request) ->
                Answers.error(
                    HttpStatus.NOT_FOUND,
                    "nothing is served at this address (expected: /, which helps to install the room's certificate)"))
        .decorator(
            (inner, context, request) -> {
              context.mutateAdditionalResponseHeaders(
                  headers ->
                      headers
                          .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                          .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                          .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer"));
              return inner.serve(context, request);
            })
        .meterRegistry(new SimpleMeterRegistry()) // the other port's has these names already
        .requestTimeout(Duration.ofSeconds(10))
        .maxNumConnections(1000)
        .gracefulShutdownTimeoutMillis(0, 1000);
    Server server = builder.build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      server.close();
      throw WebPort.closed("install-port", host, port, e);
    }
    return new InstallPort(server);
  }

  private static HttpService file(String name, MediaType type) {
    try (InputStream in =
        Objects.requireNonNull(InstallPort.class.getResourceAsStream(name), name)) {
      return fixed(type, HttpData.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpService fixed(MediaType type, HttpData data) {
    byte[] bytes = data.array();
    return (context, request) ->
        HttpResponse.of(
            ResponseHeaders.builder(HttpStatus.OK)
                .contentType(type)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .build(),
            HttpData.wrap(bytes));
  }

  /** The port in use. */
  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.close();
  }
}
