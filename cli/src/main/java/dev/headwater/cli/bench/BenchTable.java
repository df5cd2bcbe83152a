package dev.headwater.cli.bench;

import dev.headwater.simulations.bench.Part;
import dev.headwater.simulations.bench.Roof;
import java.util.List;
import java.util.Locale;

/** The figures as a table of 80 columns. */
final class BenchTable {
  private static final String ROW = "%-30s %7s %10s %9s %9s %9s";
  private static final String PART = "%-33s %9s %7s  %s";

  private BenchTable() {}

  static List<String> head(Roof roof) {
    return List.of(
        "Roof, one thread: matrix product %.0f GFLOP/s, memory %.0f GB/s, loopback %.0f us."
            .formatted(
                roof.operationsPerSecond() / 1e9,
                roof.bytesPerSecond() / 1e9,
                roof.roundTripSeconds() * 1e6),
        "",
        "simulate, %d clients x %d pictures x %d features x %d classes, batch 20"
            .formatted(Stage.CLIENTS, Stage.EXAMPLES, Stage.FEATURES, Stage.CLASSES),
        ROW.formatted("", "threads", "updates/s", "ms/round", "of matrix", "of memory"));
  }

  static String row(Stage stage, double speed, Roof roof) {
    return String.format(
        Locale.ROOT,
        ROW,
        stage.name(),
        stage.threads(),
        String.format(Locale.ROOT, "%,.0f", speed),
        String.format(Locale.ROOT, "%.1f", 1000 * Stage.CLIENTS / speed),
        String.format(Locale.ROOT, "%.0f %%", 100 * ofMatrix(stage, speed, roof)),
        String.format(Locale.ROOT, "%.0f %%", 100 * ofMemory(stage, speed, roof)));
  }

  static List<String> partsHead() {
    return List.of(
        "", String.format(Locale.ROOT, PART, "parts, one thread", "a second", "share", "of"));
  }

  static String part(Part part) {
    return String.format(
        Locale.ROOT,
        PART,
        part.name(),
        String.format(Locale.ROOT, "%,.0f", part.perSecond()),
        String.format(Locale.ROOT, "%.0f %%", 100 * part.share()),
        String.format(Locale.ROOT, "%,.0f, %s", part.bestPerSecond(), part.bound()));
  }

  /** The share of the matrix product's operations, on as many threads. */
  static double ofMatrix(Stage stage, double speed, Roof roof) {
    return speed * stage.operations() / (stage.threads() * roof.operationsPerSecond());
  }

  /** The share of the memory's reading speed, on as many threads. */
  static double ofMemory(Stage stage, double speed, Roof roof) {
    return speed * Stage.bytes() / (stage.threads() * roof.bytesPerSecond());
  }
}
