package dev.headwater.cli.sweep;

import dev.headwater.files.UserDataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A grid grows quickly: one with very many runs is started by those alone who mean it. */
final class ManyRuns {
  /** So many start without a question. */
  static final long UNASKED = 1_000;

  /** More are not even planned. */
  private static final long MOST = 1_000_000;

  private ManyRuns() {}

  /**
   * Refuses more runs than the user wants.
   *
   * @param runs that a file asks for
   * @param yes whether the user wants them
   * @param ask gives the answer to a question; null where nobody can be asked
   * @throws UserDataException if there are too many
   */
  static void require(long runs, boolean yes, @Nullable UnaryOperator<String> ask) {
    if (runs > MOST) {
      throw new UserDataException(
          "sweep: %,d runs or more (expected: at most %,d; vary fewer flags at a time)"
              .formatted(runs, MOST));
    }
    if (runs <= UNASKED || yes) {
      return;
    }
    String question = "%,d runs. Start them? [y/N] ".formatted(runs);
    if (ask == null || !isYes(ask.apply(question))) {
      throw new UserDataException(
          "sweep: %,d runs, and nothing was started (expected: at most %,d, or --yes)"
              .formatted(runs, UNASKED));
    }
  }

  private static boolean isYes(@Nullable String answer) {
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  /** Asks on the terminal; null where there is none, as the launcher says: Java cannot ask. */
  static @Nullable UnaryOperator<String> onTerminal() {
    return Boolean.getBoolean("headwater.tty") ? ManyRuns::answer : null;
  }

  private static String answer(String question) {
    System.err.print(question);
    System.err.flush();
    try {
      BufferedReader typed =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      return String.valueOf(typed.readLine());
    } catch (IOException e) {
      return "";
    }
  }
}
