package dev.headwater.cli;

import java.util.Locale;

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
    // Sentences are in English, and files, labels and numbers are read again by programs: Arabic
    // digits or a Turkish i in them would be other names.
    Locale.setDefault(Locale.ROOT);
    System.exit(CommandLines.run(args));
  }
}
