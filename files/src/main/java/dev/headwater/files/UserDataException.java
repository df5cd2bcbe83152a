package dev.headwater.files;

/**
 * User input cannot be used. The message is a complete sentence for the user: what was wrong,
 * where, what was expected and what to do next. The command line prints it without a stack trace
 * and exits with 2.
 */
public final class UserDataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** An input problem described by {@code message} alone. */
  public UserDataException(String message) {
    super(message);
  }

  /** An input problem with the technical cause kept for the log. */
  public UserDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
