package dev.headwater.cli.config;

import static java.util.stream.Collectors.joining;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.TypeConversionException;

/** Numbers and choices of flags; what is wrong with them is said without the words of Java. */
public final class Converters {
  private Converters() {}

  /** Registers them for a command and all below it. */
  public static void register(CommandLine cli) {
    ITypeConverter<Integer> whole = whole(Integer::valueOf, Integer.MIN_VALUE, Integer.MAX_VALUE);
    ITypeConverter<Long> longer = whole(Long::valueOf, Long.MIN_VALUE, Long.MAX_VALUE);
    ITypeConverter<Double> number = Converters::number;
    cli.registerConverter(int.class, whole).registerConverter(Integer.class, whole);
    cli.registerConverter(long.class, longer).registerConverter(Long.class, longer);
    cli.registerConverter(double.class, number).registerConverter(Double.class, number);
    cli.registerConverter(Path.class, Converters::path);
    Set<Class<?>> choices = new HashSet<>();
    choices(cli, choices);
    choices.forEach(type -> choice(cli, type));
  }

  private static <T> ITypeConverter<T> whole(Function<String, T> parse, long least, long most) {
    return value -> {
      try {
        return parse.apply(value);
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            value.matches("[+-]?\\d+")
                ? "'%s' is too large (expected: a whole number from %,d to %,d)"
                    .formatted(value, least, most)
                : "'%s' is no whole number (expected: one, such as 10)".formatted(value));
      }
    };
  }

  private static Double number(String value) {
    try {
      return Double.valueOf(value);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'%s' is no number (expected: one, such as 0.5 or 1e-5)".formatted(value));
    }
  }

  /**
   * Without a name Java means the working folder, which nobody does who leaves a variable empty.
   */
  private static Path path(String value) {
    if (value.isBlank()) {
      throw new TypeConversionException("nothing is named (expected: a file or folder)");
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'%s' is no path (expected: a file or folder)".formatted(value));
    }
  }

  private static void choices(CommandLine cli, Set<Class<?>> found) {
    for (ArgSpec argument : cli.getCommandSpec().args()) {
      for (Class<?> type : argument.auxiliaryTypes()) {
        if (type.isEnum()) {
          found.add(type);
        }
      }
    }
    cli.getSubcommands().values().forEach(below -> choices(below, found));
  }

  private static <T> void choice(CommandLine cli, Class<T> type) {
    cli.registerConverter(
        type,
        value ->
            Arrays.stream(type.getEnumConstants())
                .filter(one -> word(one).equals(value.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                    () ->
                        new TypeConversionException(
                            "'%s' (expected: %s)"
                                .formatted(
                                    value,
                                    Arrays.stream(type.getEnumConstants())
                                        .map(Converters::word)
                                        .collect(joining(", "))))));
  }

  /** As people type it, which is how it stands in configurations, too. */
  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }
}
