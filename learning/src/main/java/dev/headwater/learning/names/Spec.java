package dev.headwater.learning.names;

import java.util.List;

/**
 * A choice as text: a name, and numbers after a colon, such as {@code fedavgm:0.9} or {@code
 * fedadam:0.01,0.9}. The command line, configuration files, the wire and reports use the same text.
 *
 * @param name lower case for built-in implementations, a class name for a user's own
 * @param arguments the text after the colon, split at commas; empty for none
 */
public record Spec(String name, List<String> arguments) {

  /**
   * Copies the arguments.
   *
   * @param name not blank
   * @param arguments none of them blank
   * @throws IllegalArgumentException for a blank name or a blank argument
   */
  public Spec {
    arguments = List.copyOf(arguments);
    if (name.isBlank() || arguments.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "choice: '%s' with arguments %s (expected: a name, or NAME:ARGUMENT,ARGUMENT)"
              .formatted(name, arguments));
    }
  }

  /**
   * {@return a choice without arguments}
   *
   * @param name not blank
   * @throws IllegalArgumentException for a blank name
   */
  public static Spec of(String name) {
    return new Spec(name, List.of());
  }

  /**
   * {@return a choice with numbers, formatted so that parsing gives the same numbers}
   *
   * @param name not blank
   * @param arguments in order; whole numbers below 1e15 in size are written without a point
   * @throws IllegalArgumentException for a blank name
   */
  public static Spec of(String name, double... arguments) {
    return new Spec(name, java.util.Arrays.stream(arguments).mapToObj(Spec::number).toList());
  }

  /**
   * {@return the choice that a text names, without blanks around its parts}
   *
   * @param text {@code NAME} or {@code NAME:ARGUMENT,ARGUMENT}
   * @throws IllegalArgumentException if the name or an argument is blank, as in {@code NAME:}
   */
  public static Spec parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? of(text.strip())
        : new Spec(
            text.substring(0, colon).strip(),
            List.of(text.substring(colon + 1).split(",", -1)).stream().map(String::strip).toList());
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The text form: {@code parse(toString())} equals this. */
  @Override
  public String toString() {
    return arguments.isEmpty() ? name : name + ":" + String.join(",", arguments);
  }
}
