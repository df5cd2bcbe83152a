package dev.headwater.cli.process;

import dev.headwater.cli.CommandLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Runs commands one after the other, each as {@code headwater} would, in one JVM: {@code
 * CommandsInTurn < LINES}, a command a line, with tabs between its words. After each a line of
 * standard output says its exit code. It ends at the first that fails, with its exit code. So
 * web/e2e makes many runs for the price of one start.
 */
final class CommandsInTurn {
  private CommandsInTurn() {}

  public static void main(String[] args) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int code = CommandLines.run(line.split("\t"));
        System.out.printf("%nexit code %d%n", code);
        if (code != 0) {
          System.err.printf("%s: exit code %d%n", line.replace('\t', ' '), code);
          System.exit(code);
        }
      }
    }
    System.exit(0);
  }
}
