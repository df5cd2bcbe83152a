package dev.headwater.cli.process;

import dev.headwater.cli.CommandLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs commands one after the other, each as {@code headwater} would, in one JVM: {@code
 * CommandsInTurn < LINES}, a command a line, with tabs between its words. It ends at the first that
 * fails, with its exit code. So web/e2e simulates many runs for the price of one start.
 */
final class CommandsInTurn {
  private CommandsInTurn() {}

  public static void main(String[] args) throws IOException {
    List<String> lines;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      lines = in.lines().toList();
    }
    for (String line : lines) {
      int code = CommandLines.run(line.split("\t"));
      if (code != 0) {
        System.err.printf("%s: exit code %d%n", line.replace('\t', ' '), code);
        System.exit(code);
      }
    }
    System.exit(0);
  }
}
