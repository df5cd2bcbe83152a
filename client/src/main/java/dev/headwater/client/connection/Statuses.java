package dev.headwater.client.connection;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Which gRPC statuses justify another attempt. */
public final class Statuses {
  /** How gRPC says that a port closed at once, as one does that speaks TLS and hears plain text. */
  private static final String CLOSED = "Network closed for unknown reason";

  /** How gRPC says that a port that speaks TLS answered in an alert. */
  private static final String NOT_HTTP = "First received frame was not SETTINGS";

  /** All that gRPC says of a connection that broke; the reason is in the cause. */
  private static final Set<String> TERSE =
      Set.of("io exception", "channel closed", "ssl exception", "http2 exception");

  /** How gRPC says that a web server answered. */
  private static final Pattern HTTP = Pattern.compile("HTTP status code (\\d+)");

  private Statuses() {}

  /** Whether the refusal is final. */
  public static boolean isFinal(Status status) {
    return switch (status.getCode()) {
      case FAILED_PRECONDITION,
          INVALID_ARGUMENT,
          UNAUTHENTICATED,
          PERMISSION_DENIED,
          ABORTED,
          NOT_FOUND,
          UNIMPLEMENTED ->
          true;
      default -> tls(status) != null || isPage(status);
    };
  }

  /** The status as a sentence for people. */
  public static String sentence(Status status) {
    String tls = tls(status);
    if (tls != null) {
      return tls;
    }
    String unreached = Unreached.sentence(status);
    if (unreached != null) {
      return unreached;
    }
    String description = status.getDescription();
    Integer http = http(status);
    if (http != null) {
      return isPage(status)
          ? "coordinator: a web server answers at its port, with HTTP status %d (expected: the port for clients, which 'Listening on port' names, 7070 by default; the pages have another)"
              .formatted(http)
          : "coordinator: a web server on the way answered with HTTP status %d (expected: the coordinator; its proxy may not reach it)"
              .formatted(http);
    }
    if (CLOSED.equals(description)) {
      return "coordinator: it closed the connection without a word (expected: an answer; if its port speaks TLS, connect with a join token or --tls-ca)";
    }
    Throwable cause = status.getCause();
    if (description != null && cause != null && TERSE.contains(description)) {
      return "coordinator: the connection broke off: %s (expected: an answer; it may have been stopped just now, or something on the way cuts connections)"
          .formatted(words(cause));
    }
    return description != null
        ? description
        : "coordinator: it answered '%s' and no more (expected: an answer; ask whoever runs it)"
            .formatted(status.getCode().toString().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /** The status of a web server's answer; null if there is none. */
  private static @Nullable Integer http(Status status) {
    Matcher said = HTTP.matcher(String.valueOf(status.getDescription()));
    return said.find() ? Integer.valueOf(said.group(1)) : null;
  }

  /** A proxy that cannot reach its coordinator says 5xx; pages are no coordinator, now or later. */
  private static boolean isPage(Status status) {
    Integer http = http(status);
    return http != null && http < 500;
  }

  /** What the innermost cause says, or which it is. */
  private static String words(Throwable cause) {
    Throwable inner = cause;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    String said = inner.getMessage();
    return said == null ? inner.getClass().getSimpleName() : said;
  }

  /** The JDK names its own classes; what {@code pki} says is a sentence already. */
  private static String untrusted(Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (one instanceof CertificateExpiredException) {
        return "it has expired";
      }
      if (one instanceof CertificateNotYetValidException) {
        return "it is not valid yet, by the clock of this machine";
      }
    }
    if (said.contains("PKIX path")) {
      return "it does not lead to a root that this client knows";
    }
    return said.startsWith("No subject alternative") || said.startsWith("No name matching")
        ? "it is for another host name or address than --coordinator names"
        : said;
  }

  /** Why the two sides have no common TLS, which another attempt would not change; or null. */
  private static @Nullable String tls(Status status) {
    if (String.valueOf(status.getDescription()).contains(NOT_HTTP)) {
      return "coordinator: its port does not speak plain gRPC (expected: TLS, with a join token or --tls-ca; or another port)";
    }
    Throwable cause = status.getCause();
    while (cause != null) {
      if (cause instanceof NotSslRecordException) {
        return "coordinator: its port speaks no TLS (expected: a coordinator with --pki or --tls-cert; ask whoever runs it)";
      }
      if (cause instanceof CertificateException
          && !(cause.getCause() instanceof CertificateException)) {
        return "coordinator: its certificate is not trusted: %s (expected: one that is valid now, from the root that this client knows)"
            .formatted(untrusted(cause));
      }
      if (cause instanceof SSLException && cause.getCause() == null) {
        return null; // an alert, or a connection that broke: the next attempt may do
      }
      cause = cause.getCause();
    }
    return null;
  }
}
