package dev.headwater.cli.crash;

import dev.headwater.cli.Main;
import dev.headwater.files.disk.PowerCut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntSupplier;

/**
 * The program, which ends as by SIGKILL before a step on disk below a folder: {@code FOLDER STEP
 * ARGUMENTS...}. If there are fewer steps, it ends as usual and notes beside the folder how many
 * there were.
 */
final class HaltingMain {
  private HaltingMain() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    IntSupplier steps = PowerCut.haltsBefore(folder, Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> note(folder, steps.getAsInt())));
    Main.main(Arrays.copyOfRange(args, 2, args.length));
  }

  private static void note(Path folder, int steps) {
    try {
      Files.writeString(file(folder), "" + steps);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Steps of a run in this folder that ended as usual. */
  static int steps(Path folder) throws IOException {
    return Integer.parseInt(Files.readString(file(folder)));
  }

  private static Path file(Path folder) {
    return folder.resolveSibling("steps");
  }
}
