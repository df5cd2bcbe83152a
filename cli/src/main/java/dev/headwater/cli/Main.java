package dev.headwater.cli;

/** The program's entry point. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code: see {@link dev.headwater.cli.process.ExitCode}. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(args));
  }
}
