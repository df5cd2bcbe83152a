package dev.headwater.cli.help;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What people do with the commands, in the order of the first help page. */
enum Topic {
  TRAIN(
      "Train",
      "simulate",
      "sweep",
      "reproduce",
      "coordinator",
      "client",
      "partition",
      "unlearn",
      "aggregate"),
  TEACH("Teach", "classroom"),
  USE("Use a model", "predict", "evaluate", "backbone"),
  RUNS("Look at runs", "report", "export", "compare", "replay"),
  PRIVACY("Privacy", "privacy"),
  SECURITY("Security", "pki", "audit"),
  MEASURE("Measure", "arena", "bench"),
  PROGRAM("This program", "help", "completion");

  private final String heading;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> commands;

  Topic(String heading, String... commands) {
    this.heading = heading;
    this.commands = List.of(commands);
  }

  /** The topic of a command below {@code headwater}, empty if none names it. */
  static Optional<Topic> of(String command) {
    return Arrays.stream(values()).filter(topic -> topic.commands.contains(command)).findFirst();
  }

  String heading() {
    return heading;
  }

  List<String> commands() {
    return commands;
  }
}
