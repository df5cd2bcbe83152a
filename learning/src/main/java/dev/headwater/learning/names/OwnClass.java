package dev.headwater.learning.names;

import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a user's own class, which is named by its class name. */
record OwnClass<T>(String kind, Class<T> type, String table) {

  T make(Spec spec, ClassLoader loader) {
    try {
      Class<? extends T> found = Class.forName(spec.name(), true, loader).asSubclass(type);
      Arguments arguments = new Arguments(kind, spec, "what " + spec.name() + " takes");
      for (var constructor : found.getConstructors()) {
        if (constructor.getParameterCount() == 1
            && constructor.getParameterTypes()[0] == Arguments.class) {
          T made = type.cast(constructor.newInstance(arguments));
          if (!keeps(found)) {
            arguments.requireRead();
          }
          return made;
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
          "%s: there is no class %s%s (expected: one on the class path, see --extensions%s)"
              .formatted(
                  kind,
                  spec.name(),
                  where(e, spec.name()),
                  table.isEmpty() ? "" : ", or one of: " + table),
          e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "%s: %s cannot be made: %s".formatted(kind, spec, words(e.getCause())), e);
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "%s: %s %s (expected: a public class that implements %s, with a public constructor that takes nothing or %s)"
              .formatted(kind, spec, trouble(e), type.getName(), Arguments.class.getSimpleName()),
          e);
    }
  }

  /** Whether it has a place for its arguments, to read them later. */
  private static boolean keeps(Class<?> found) {
    return Stream.<Class<?>>iterate(found, Objects::nonNull, Class::getSuperclass)
        .flatMap(one -> Stream.of(one.getDeclaredFields()))
        .anyMatch(field -> field.getType() == Arguments.class);
  }

  private static String trouble(Exception e) {
    if (e instanceof ClassCastException) {
      return "is something else";
    }
    if (e instanceof NoSuchMethodException) {
      return "has no such constructor";
    }
    return e instanceof InstantiationException ? "is abstract" : "is not public";
  }

  /** An argument that is refused has a sentence; everything else is named. */
  private static String words(@Nullable Throwable cause) {
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : String.valueOf(cause);
  }

  /** What the loader says beyond the name, such as which classes it has. */
  private static String where(ClassNotFoundException e, String name) {
    String said = e.getMessage();
    return said == null || said.equals(name) ? "" : ": " + said;
  }

  /** What a loader says of a name that no class of it has; empty where it says nothing. */
  static String hint(String name, ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
      return ": that class has no package";
    } catch (ClassNotFoundException e) {
      return where(e, name);
    } catch (LinkageError e) { // such as a name that differs in case alone
      return "";
    }
  }
}
