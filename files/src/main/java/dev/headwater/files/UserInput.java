package dev.headwater.files;

import java.util.function.Supplier;

/** Converts refused values into messages for the user. */
public final class UserInput {
  private UserInput() {}

  /**
   * Runs {@code build} and turns a refused value into a message for the user.
   *
   * @throws UserDataException with the message of the {@link IllegalArgumentException}
   */
  public static <T> T valid(Supplier<T> build) {
    try {
      return build.get();
    } catch (IllegalArgumentException e) {
      throw new UserDataException(String.valueOf(e.getMessage()), e);
    }
  }
}
