package dev.headwater.client;

import java.io.IOException;

/** The coordinator went away during a download: the node tries again later. */
final class UnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
