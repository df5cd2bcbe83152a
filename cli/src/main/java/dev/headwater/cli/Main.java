package dev.headwater.cli;

/** The program's entry point. */
public final class Main {
  /** Up one line, and clear it. */
  private static final String WIPE = "\u001b[1A\u001b[2K";

  private Main() {}

  /** Runs one command and exits with its code: see {@link dev.headwater.cli.process.ExitCode}. */
  public static void main(String[] args) {
    if (Boolean.getBoolean("headwater.warned")) {
      // Java's line about the incubating module of vectors, which no flag turns off. The launcher
      // knows that it was printed, and on a terminal.
      System.err.print(WIPE);
    }
    System.exit(CommandLines.run(args));
  }
}
