package dev.headwater.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.privacy.FormatOption;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.TemporaryFolder;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.training.kernels.GramCache;
import dev.headwater.learning.training.kernels.Kernel;
import dev.headwater.simulations.bench.BenchPictures;
import dev.headwater.simulations.bench.Median;
import dev.headwater.simulations.bench.Part;
import dev.headwater.simulations.bench.Roof;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater bench}: how fast whole runs are on this machine. */
@Command(
    name = "bench",
    description = {
      "Measures how fast runs are on this machine.",
      "Each run is a whole 'simulate' command in a process of its own, shown beside what the machine can do at best: a"
          + " matrix product, reading memory, a loopback round trip."
    },
    footer = {"headwater bench", "headwater bench --explain"},
    mixinStandardHelpOptions = true,
    subcommands = TransportCommand.class,
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "400",
      description =
          "Rounds of each run. Fewer give compilation a larger part. Default: ${DEFAULT-VALUE}.")
  int rounds = 400;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Runs of each kind, by turns; the median is shown. Default: ${DEFAULT-VALUE}.")
  int repeat = 1;

  @Option(names = "--explain", description = "Say which kernel computes, and why; measure nothing.")
  boolean explain;

  @Mixin FormatOption output = new FormatOption();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (rounds < 1 || repeat < 1) {
      throw new UserDataException(
          "bench: %d rounds, %d repeats (expected: at least 1 of each)".formatted(rounds, repeat));
    }
    if (explain) {
      explanation().forEach(out::println);
      return ExitCode.DONE.code();
    }
    if (!output.json()) {
      out.println(machine());
      out.println("Kernel: %s (--explain says why).".formatted(Kernel.best().description()));
    }
    List<Stage> stages = Stage.all(rounds, Runtime.getRuntime().availableProcessors());
    try (TemporaryFolder temporary = TemporaryFolder.create("headwater-bench")) {
      Roof roof = Roof.measure();
      double[] speeds = measured(temporary.path(), stages, roof, out);
      List<Part> parts = Part.measure(temporary.path(), roof);
      if (output.json()) {
        out.println(json(roof, stages, speeds, parts));
      } else {
        BenchTable.partsHead().forEach(out::println);
        parts.forEach(part -> out.println(BenchTable.part(part)));
      }
      out.flush();
    }
    return ExitCode.DONE.code();
  }

  private double[] measured(Path folder, List<Stage> stages, Roof roof, PrintWriter out)
      throws InterruptedException {
    Path pictures = folder.resolve("pictures");
    BenchPictures.write(pictures, Stage.PICTURES, 200);
    WholeRun runs = new WholeRun(folder, pictures, folder.resolve("cache"));
    runs.summary(new Stage("features", 1, 1, 1, false, false)); // fills the cache
    if (!output.json()) {
      BenchTable.head(roof).forEach(out::println);
      out.flush();
    }
    double[][] all = new double[stages.size()][repeat];
    for (int turn = 0; turn < repeat; turn++) {
      for (int k = 0; k < all.length; k++) {
        all[k][turn] = runs.summary(stages.get(k)).path("client_updates_per_second").asDouble();
        if (turn == repeat - 1 && !output.json()) {
          out.println(BenchTable.row(stages.get(k), Median.of(all[k]), roof));
          out.flush();
        }
      }
    }
    return Arrays.stream(all).mapToDouble(Median::of).toArray();
  }

  private static String machine() {
    Runtime runtime = Runtime.getRuntime();
    return "Machine: %d processors, heap up to %.1f GB.%nJava: %s of %s."
        .formatted(
            runtime.availableProcessors(),
            runtime.maxMemory() / 1e9,
            Runtime.version(),
            System.getProperty("java.vendor"));
  }

  private static List<String> explanation() {
    return List.of(
        machine(),
        "Kernel: %s, because %s.".formatted(Kernel.best().description(), Kernel.reason()),
        "A run begins on plain loops. Vectors take over, one kind of work after the",
        "other, once they are compiled and faster here. Both give the same bits; so does",
        "a browser tab.",
        "Inner products of examples are kept between rounds, up to %.0f MB; others are"
            .formatted(GramCache.ofProcess().room() / 1e6),
        "computed again.");
  }

  private static ObjectNode json(Roof roof, List<Stage> stages, double[] speeds, List<Part> parts) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("type", "bench").put("format", 1);
    all.put("processors", Runtime.getRuntime().availableProcessors());
    all.put("max_heap_bytes", Runtime.getRuntime().maxMemory());
    all.put("java", Runtime.version().toString());
    all.put("java_vendor", System.getProperty("java.vendor"));
    all.put("kernel", Kernel.best().description());
    all.put("kernel_reason", Kernel.reason());
    all.putObject("roof")
        .put("matrix_product_flops", roof.operationsPerSecond())
        .put("memory_bytes_per_second", roof.bytesPerSecond())
        .put("loopback_round_trip_seconds", roof.roundTripSeconds());
    ArrayNode rows = all.putArray("stages");
    for (int k = 0; k < speeds.length; k++) {
      Stage stage = stages.get(k);
      rows.addObject()
          .put("name", stage.name())
          .put("local_epochs", stage.epochs())
          .put("threads", stage.threads())
          .put("rounds", stage.rounds())
          .put("transport", stage.grpc() ? "grpc" : "memory")
          .put("kernel", stage.plain() ? "plain loops" : Kernel.best().description())
          .put("client_updates_per_second", speeds[k])
          .put("share_of_matrix_product", BenchTable.ofMatrix(stage, speeds[k], roof))
          .put("share_of_memory", BenchTable.ofMemory(stage, speeds[k], roof));
    }
    ArrayNode pieces = all.putArray("parts");
    for (Part part : parts) {
      pieces
          .addObject()
          .put("name", part.name())
          .put("per_second", part.perSecond())
          .put("best_per_second", part.bestPerSecond())
          .put("bound", part.bound())
          .put("share", part.share());
    }
    return all;
  }
}
