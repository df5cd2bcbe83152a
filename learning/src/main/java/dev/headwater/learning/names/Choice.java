package dev.headwater.learning.names;

import java.util.List;
import java.util.function.Function;

/**
 * One row of a table of {@link Choices}: a name that users can type, and what it makes. Every table
 * has its own subclass of this type, which {@link java.util.ServiceLoader} searches for, so a row
 * stands in the file of the class that it makes and nowhere else:
 *
 * <pre>{@code
 * @AutoService(Strategies.Row.class)
 * public static final class Row extends Strategies.Row {
 *   public Row() {
 *     super("fedprox", "MU=0.1", "clients are pulled towards the global parameters",
 *         arguments -> new FedProx(arguments.number(0)));
 *   }
 * }
 * }</pre>
 *
 * @param <T> what is made
 */
public abstract class Choice<T> {
  private final String name;
  private final List<Parameter> parameters;
  private final String summary;
  private final Function<Arguments, T> make;

  /** One argument: how usage calls it, whether it may be left out, and a value to try it with. */
  private record Parameter(String label, boolean optional, String example) {
    static Parameter parse(String text) {
      if (text.startsWith("[")) {
        return new Parameter(text.substring(1, text.length() - 1), true, "");
      }
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "row: parameter %s has no example (expected: NAME=VALUE, or [NAME] if it may be left out)"
                .formatted(text));
      }
      return new Parameter(text.substring(0, equals), false, text.substring(equals + 1));
    }
  }

  /**
   * A row.
   *
   * @param name the name as it is typed: lower case, without dots
   * @param parameters the arguments in order, with commas between: {@code NAME=EXAMPLE} for one
   *     that must be given, {@code [NAME]} for one that may be left out; empty for none
   * @param summary a few words of description, for help
   * @param make creates one from its arguments; throws {@link IllegalArgumentException} for values
   *     out of range
   * @throws IllegalArgumentException if a parameter that must be given has no example
   */
  protected Choice(String name, String parameters, String summary, Function<Arguments, T> make) {
    this.name = name;
    this.parameters =
        parameters.isEmpty()
            ? List.of()
            : List.of(parameters.split(",")).stream().map(Parameter::parse).toList();
    this.summary = summary;
    this.make = make;
  }

  /** {@return the name as it is typed} */
  public final String name() {
    return name;
  }

  /** {@return a few words of description} */
  public final String summary() {
    return summary;
  }

  /** {@return its syntax, such as {@code fedprox:MU} or {@code mlp:WIDTH[,WIDTH]}} */
  public final String usage() {
    StringBuilder text = new StringBuilder(name);
    int open = 0;
    for (int i = 0; i < parameters.size(); i++) {
      String separator = i == 0 ? ":" : ",";
      if (parameters.get(i).optional()) {
        text.append('[');
        open++;
      }
      text.append(separator).append(parameters.get(i).label());
    }
    return text.append("]".repeat(open)).toString();
  }

  /** {@return the shortest text that makes one, such as {@code fedavg} or {@code fedprox:0.1}} */
  public final Spec example() {
    return new Spec(
        name, parameters.stream().filter(p -> !p.optional()).map(Parameter::example).toList());
  }

  final T make(String kind, Spec spec) {
    if (spec.arguments().size() > parameters.size()) {
      throw new IllegalArgumentException(
          "%s: %s has %d arguments (expected: %s)"
              .formatted(kind, spec, spec.arguments().size(), usage()));
    }
    return make.apply(new Arguments(kind, spec, usage()));
  }
}
