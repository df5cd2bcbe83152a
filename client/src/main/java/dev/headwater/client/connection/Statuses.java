package dev.headwater.client.connection;

import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Which gRPC statuses justify another attempt. */
public final class Statuses {
  /** How gRPC says that a port closed at once, as one does that speaks TLS and hears plain text. */
  private static final String CLOSED = "Network closed for unknown reason";

  /** How gRPC says that a port that speaks TLS answered in an alert. */
  private static final String NOT_HTTP = "First received frame was not SETTINGS";

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
      default -> tls(status) != null;
    };
  }

  /** The status as a sentence for people. */
  public static String sentence(Status status) {
    String tls = tls(status);
    if (tls != null) {
      return tls;
    }
    String description = status.getDescription();
    if (CLOSED.equals(description)) {
      return "coordinator: it closed the connection without a word (expected: an answer; if its port speaks TLS, connect with a join token or --tls-ca)";
    }
    return description != null ? description : status.getCode().toString();
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
            .formatted(cause.getMessage());
      }
      if (cause instanceof SSLException && cause.getCause() == null) {
        return null; // an alert, or a connection that broke: the next attempt may do
      }
      cause = cause.getCause();
    }
    return null;
  }
}
