package dev.headwater.client.data;

import java.io.IOException;

/** The coordinator became unreachable during a download: the node tries again later. */
public final class UnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
