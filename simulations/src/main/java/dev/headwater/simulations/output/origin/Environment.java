package dev.headwater.simulations.output.origin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headwater.learning.training.kernels.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a run ran on; nothing of it says whose machine it was.
 *
 * @param commit of the program, empty if it is not known
 * @param java its version
 * @param os operating system and architecture
 * @param cpu the processor's name, empty if it is not known
 * @param processors that Java may use
 * @param heapBytes largest heap
 * @param kernel what training computed with, such as {@code vectors of 256 bits}
 */
public record Environment(
    String commit,
    String java,
    String os,
    String cpu,
    int processors,
    @JsonProperty("heap_bytes") long heapBytes,
    String kernel) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /**
   * {@return that of this process}
   *
   * @param commit of the program, empty if it is not known
   */
  public static Environment here(String commit) {
    Runtime runtime = Runtime.getRuntime();
    return new Environment(
        commit,
        Runtime.version().toString(),
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        processorName(),
        runtime.availableProcessors(),
        runtime.maxMemory(),
        Kernel.best().description());
  }

  /** Linux alone says it in a file. */
  private static String processorName() {
    if (!Files.isReadable(CPU_INFO)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException | RuntimeException e) { // a convenience of the report
      return "";
    }
  }
}
