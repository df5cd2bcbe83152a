package dev.headwater.learning.names;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table of implementations by name: all strategies, all aggregators, all models. Command line,
 * configuration, wire and report resolve names only through it.
 *
 * <p>Your own class needs no entry: a name that contains a dot, such as {@code com.acme.Mine:0.5},
 * is a class name. The class needs a public constructor that takes {@link Arguments}, or one
 * without parameters.
 *
 * @param <T> what is chosen
 */
public final class Choices<T> {
  private final String kind;
  private final Class<T> type;
  private final List<Choice<T>> all;

  /**
   * One row.
   *
   * @param name the name as it is typed
   * @param parameters the names of its arguments, in order; those in brackets are optional
   * @param summary a few words of description
   * @param make creates one from its arguments; refuses values out of range
   */
  public record Choice<T>(
      String name, List<String> parameters, String summary, Function<Arguments, T> make) {
    /**
     * Its syntax, such as {@code fedprox:MU}, {@code fedavgm[:BETA]} or {@code mlp:WIDTH[,WIDTH]}.
     */
    public String usage() {
      StringBuilder text = new StringBuilder(name);
      int open = 0;
      for (int i = 0; i < parameters.size(); i++) {
        String parameter = parameters.get(i);
        String separator = i == 0 ? ":" : ",";
        if (parameter.startsWith("[")) {
          text.append('[').append(separator).append(parameter, 1, parameter.length() - 1);
          open++;
        } else {
          text.append(separator).append(parameter);
        }
      }
      return text.append("]".repeat(open)).toString();
    }
  }

  /**
   * A table.
   *
   * @param kind what messages call the choice, such as {@code strategy}
   * @param type the type that a user's own class must have
   */
  @SafeVarargs
  public Choices(String kind, Class<T> type, Choice<T>... rows) {
    this.kind = kind;
    this.type = type;
    List<Choice<T>> listed = new ArrayList<>();
    for (Choice<T> row : rows) {
      listed.add(row);
    }
    this.all = List.copyOf(listed);
  }

  /** A row from separate arguments: {@code row("fedprox", "MU", "...", ...)}. */
  public static <T> Choice<T> row(
      String name, String parameters, String summary, Function<Arguments, T> make) {
    return new Choice<>(
        name, parameters.isEmpty() ? List.of() : List.of(parameters.split(",")), summary, make);
  }

  /** All rows, in the order of the table. */
  public List<Choice<T>> all() {
    return all;
  }

  /** All usages with commas: what messages and help say is expected; empty for an empty table. */
  public String expected() {
    return String.join(", ", all.stream().map(Choice::usage).toList());
  }

  /**
   * The implementation that {@code text} names.
   *
   * @throws IllegalArgumentException if nothing has that name (the message gives the nearest known
   *     name), or the arguments do not fit
   */
  public T parse(String text) {
    Spec spec = spec(text);
    for (Choice<T> choice : all) {
      if (choice.name().equals(spec.name())) {
        if (spec.arguments().size() > choice.parameters().size()) {
          throw new IllegalArgumentException(
              "%s: %s has %d arguments (expected: %s)"
                  .formatted(kind, spec, spec.arguments().size(), choice.usage()));
        }
        return choice.make().apply(new Arguments(kind, spec, choice.usage()));
      }
    }
    if (spec.name().indexOf('.') > 0) {
      return own(spec);
    }
    List<String> names = all.stream().map(Choice::name).toList();
    throw new IllegalArgumentException(
        "%s: %s%s (expected: %sthe name of a class of your own)"
            .formatted(
                kind,
                spec,
                Nearest.hint(spec.name(), names),
                all.isEmpty() ? "" : expected() + ", or "));
  }

  private Spec spec(String text) {
    try {
      return Spec.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: a name, or NAME:ARGUMENT,ARGUMENT)".formatted(kind, text), e);
    }
  }

  /** A user's own class on the class path. */
  private T own(Spec spec) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? Choices.class.getClassLoader() : context;
    try {
      Class<? extends T> found = Class.forName(spec.name(), true, loader).asSubclass(type);
      Arguments arguments = new Arguments(kind, spec, "what " + spec.name() + " takes");
      for (var constructor : found.getConstructors()) {
        if (constructor.getParameterCount() == 1
            && constructor.getParameterTypes()[0] == Arguments.class) {
          return type.cast(constructor.newInstance(arguments));
        }
      }
      if (arguments.count() > 0) {
        throw new IllegalArgumentException(
            "%s: %s has arguments, and its class no public constructor that takes %s (expected: one, or no arguments)"
                .formatted(kind, spec, Arguments.class.getName()));
      }
      return found.getConstructor().newInstance();
    } catch (LinkageError e) { // errors in static initialisers are included
      throw new IllegalArgumentException(
          "%s: class %s cannot be loaded: %s"
              .formatted(kind, spec.name(), e.getCause() == null ? e : e.getCause()),
          e);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "%s: there is no class %s (expected: one on the class path, see --extensions%s): %s"
              .formatted(kind, spec.name(), all.isEmpty() ? "" : ", or one of: " + expected(), e),
          e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "%s: %s cannot be made: %s".formatted(kind, spec, e.getCause()), e);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "%s: %s cannot be used: %s (expected: a public class that implements %s, with a public constructor)"
              .formatted(kind, spec, e, type.getName()),
          e);
    }
  }

  /** Names of the rows, for callers that search for the nearest name themselves. */
  public List<String> names() {
    return new ArrayList<>(all.stream().map(Choice::name).toList());
  }
}
