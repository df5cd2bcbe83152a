package dev.headwater.coordinator.web.uploads;

/** A request that took too long or too much; without a stack trace, as strangers cause it. */
final class UploadRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UploadRefusedException(String message) {
    super(message, null, false, false);
  }
}
