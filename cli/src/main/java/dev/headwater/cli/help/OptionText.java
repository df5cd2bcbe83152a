package dev.headwater.cli.help;

import dev.headwater.cli.config.ConfigFile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What help says about one option or argument.
 *
 * @param label how it is typed, such as {@code --rounds N}
 * @param sentences what it does, and its default
 */
record OptionText(String label, List<String> sentences) {

  static OptionText of(OptionSpec option) {
    String main = name(option);
    String shortName =
        Arrays.stream(option.names())
            .filter(name -> !name.startsWith("--"))
            .map(name -> name + ", ")
            .findFirst()
            .orElse("");
    String also =
        Arrays.stream(option.names())
            .filter(name -> name.startsWith("--") && !name.equals(main))
            .collect(Collectors.joining(", "));
    Stream<String> alias = also.isEmpty() ? Stream.of() : Stream.of("Also: " + also + ".");
    return new OptionText(
        shortName + main + value(option), Stream.concat(sentences(option), alias).toList());
  }

  static OptionText of(PositionalParamSpec argument) {
    return new OptionText(synopsis(argument), sentences(argument).toList());
  }

  /** The name that stands first in help, and in configurations. */
  static String name(OptionSpec option) {
    return "--" + ConfigFile.key(option);
  }

  /** As it is typed: {@code --rounds N}. */
  static String synopsis(OptionSpec option) {
    return name(option) + value(option);
  }

  /** {@code RUN}, {@code [FILE]} or {@code PHOTO...}. */
  static String synopsis(PositionalParamSpec argument) {
    String label = argument.paramLabel() + (argument.arity().max() > 1 ? "..." : "");
    return argument.arity().min() == 0 ? "[" + label + "]" : label;
  }

  /** All that there is to say. */
  String whole() {
    return String.join(" ", sentences);
  }

  /** What it is, and its default. */
  String brief() {
    return Stream.concat(
            sentences.stream().limit(1),
            sentences.stream().skip(1).filter(sentence -> sentence.startsWith("Default:")))
        .collect(Collectors.joining(" "));
  }

  private static String value(OptionSpec option) {
    return option.arity().max() > 0 ? " " + option.paramLabel() : "";
  }

  private static Stream<String> sentences(ArgSpec argument) {
    return sentences(String.join(" ", argument.description()));
  }

  /** Split where a new one begins. */
  static Stream<String> sentences(String text) {
    return Arrays.stream(text.split("(?<=[.)]) (?=\\p{Lu})"))
        .filter(sentence -> !sentence.isBlank());
  }
}
