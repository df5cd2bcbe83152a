package dev.headwater.files;

import java.util.function.Supplier;

/** Values that a person gave, checked by constructors that know nothing of persons. */
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
