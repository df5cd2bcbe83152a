package dev.headwater.simulations;

import dev.headwater.simulations.command.CommandLines;

/** The program's entry. */
public final class Main {
  private Main() {}

  /**
   * Runs one command and exits with its code: see {@link
   * dev.headwater.simulations.command.ExitCode}.
   */
  public static void main(String[] args) {
    System.exit(CommandLines.run(args));
  }
}
