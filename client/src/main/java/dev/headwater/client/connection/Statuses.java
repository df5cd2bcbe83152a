package dev.headwater.client.connection;

import io.grpc.Status;

/** Which gRPC statuses justify another attempt. */
public final class Statuses {
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
      default -> false;
    };
  }

  /** The status as a sentence for people. */
  public static String sentence(Status status) {
    String description = status.getDescription();
    return description != null ? description : status.getCode().toString();
  }
}
