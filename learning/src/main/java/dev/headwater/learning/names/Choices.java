package dev.headwater.learning.names;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table of implementations by name: all strategies, all aggregators, all models, all partitions.
 * Command line, configuration, wire and report resolve names only through it.
 *
 * <p>Its rows are the {@link Choice}s of one type that {@link ServiceLoader} finds on the class
 * path, in the order of their names. A class needs no row to be used: a name that contains a dot,
 * such as {@code com.acme.Mine:0.5}, is a class name. That class needs a public constructor that
 * takes {@link Arguments}, or one without parameters; where the type is sealed there are none. A
 * jar of extensions may bring rows as well, and its classes then have short names; two rows of one
 * name are refused.
 *
 * @param <T> what is chosen
 */
public final class Choices<T> {
  private final String kind;
  private final Class<T> type;
  private final @Nullable Class<? extends Choice<T>> rowType;
  private volatile @Nullable Rows<T> found;

  private record Rows<T>(ClassLoader loader, SortedMap<String, Choice<T>> byName) {}

  /**
   * A table.
   *
   * @param kind what messages call the choice, such as {@code strategy}
   * @param type the type of what is chosen
   * @param rowType the type of its rows
   */
  public Choices(String kind, Class<T> type, Class<? extends Choice<T>> rowType) {
    this.kind = kind;
    this.type = type;
    this.rowType = rowType;
  }

  private Choices(String kind, Class<T> type) {
    this.kind = kind;
    this.type = type;
    this.rowType = null;
  }

  /**
   * A choice without names, whose classes are named by class name alone.
   *
   * @param kind what messages call the choice
   * @param type the type that a class must have
   * @param <T> what is chosen
   * @return an empty table
   */
  public static <T> Choices<T> ofClasses(String kind, Class<T> type) {
    return new Choices<>(kind, type);
  }

  /**
   * {@return all rows, in the order of their names}
   *
   * @throws IllegalArgumentException if two have one name, or one of an extension cannot be loaded
   */
  public List<Choice<T>> all() {
    return List.copyOf(rows().values());
  }

  /** {@return the names of all rows, in order} */
  public List<String> names() {
    return List.copyOf(rows().keySet());
  }

  /** {@return all usages with commas, which messages and help say; empty for an empty table} */
  public String expected() {
    return String.join(", ", rows().values().stream().map(Choice::usage).toList());
  }

  /**
   * Makes the implementation that a text names.
   *
   * @param text {@code NAME} or {@code NAME:ARGUMENT,ARGUMENT}
   * @return a new one
   * @throws IllegalArgumentException if nothing has that name (the message gives the nearest known
   *     name), or the arguments do not fit
   */
  public T parse(String text) {
    Spec spec = spec(text);
    Choice<T> choice = rows().get(spec.name());
    if (choice != null) {
      return choice.make(kind, spec);
    }
    if (open() && spec.name().indexOf('.') > 0) {
      return new OwnClass<>(kind, type, expected()).make(spec, loader());
    }
    throw new IllegalArgumentException(
        "%s: %s%s (expected: %s%s)"
            .formatted(
                kind,
                spec,
                hint(spec.name()),
                open() ? rows().isEmpty() ? "" : expected() + ", or " : expected(),
                open()
                    ? "the name of a class of your own with its package, such as com.acme.Mine"
                    : ""));
  }

  /** A class of one's own without its package looks like a name that is spelt wrongly. */
  private String hint(String name) {
    String near = Nearest.hint(name, names());
    if (!near.isEmpty()) {
      return near;
    }
    return " is unknown" + (open() ? OwnClass.hint(name, loader()) : "");
  }

  /** A sealed type has no other implementations. */
  private boolean open() {
    return !type.isSealed();
  }

  private Spec spec(String text) {
    try {
      return Spec.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: a name, or NAME:ARGUMENT,ARGUMENT)".formatted(kind, text), e);
    }
  }

  /** The loader of extensions, if there are any: it sees what stands on the class path, too. */
  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Choices.class.getClassLoader() : context;
  }

  /** The rows that the thread's loader sees; a model is parsed for every task, so they are kept. */
  private SortedMap<String, Choice<T>> rows() {
    if (rowType == null) {
      return new TreeMap<>();
    }
    ClassLoader loader = loader();
    Rows<T> known = found;
    if (known == null || known.loader() != loader) {
      known = new Rows<>(loader, load(rowType, loader));
      found = known;
    }
    return known.byName();
  }

  private SortedMap<String, Choice<T>> load(
      Class<? extends Choice<T>> rowType, ClassLoader loader) {
    List<Choice<T>> all = new ArrayList<>();
    try {
      ServiceLoader.load(rowType, visible(rowType, loader)).forEach(all::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "%s: a row of an extension cannot be loaded: %s (expected: a public class that extends %s, with a public constructor without parameters)"
              .formatted(kind, e.getMessage(), rowType.getName()),
          e);
    }
    SortedMap<String, Choice<T>> byName = new TreeMap<>();
    for (Choice<T> row : all) {
      Choice<T> other = byName.put(row.name(), row);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s: %s is the name of both %s and %s (expected: one row for each name; rename that of the extension)"
                .formatted(kind, row.name(), other.getClass().getName(), row.getClass().getName()));
      }
    }
    return byName;
  }

  /**
   * A container may give a thread a loader that does not see this library: then its own is used.
   */
  private static ClassLoader visible(Class<?> rowType, ClassLoader loader) {
    try {
      return Class.forName(rowType.getName(), false, loader) == rowType
          ? loader
          : rowType.getClassLoader();
    } catch (ClassNotFoundException e) {
      return rowType.getClassLoader();
    }
  }
}
