package dev.headwater.cli.process;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what a command printed has arrived: Java's writers swallow their failures. */
public final class StandardOutput {
  private static final Path LINK = Path.of("/proc/self/fd/1");

  private StandardOutput() {}

  /**
   * Whether something printed was lost, such as on a full disk. A reader that has seen enough, as
   * {@code head} does, loses nothing.
   */
  public static boolean lost(PrintWriter out) {
    boolean failed = out.checkError();
    return (System.out.checkError() || failed) && !pipe();
  }

  private static boolean pipe() {
    try {
      return Files.readSymbolicLink(LINK).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
