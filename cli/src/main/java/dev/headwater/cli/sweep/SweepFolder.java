package dev.headwater.cli.sweep;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.simulations.comparison.Comparison;
import dev.headwater.simulations.comparison.ComparisonFiles;
import dev.headwater.simulations.comparison.page.ComparisonFacts;
import dev.headwater.simulations.comparison.page.ComparisonPage;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a sweep: a copy of its file, a run folder for every run, and the results. One
 * process at a time has it.
 */
final class SweepFolder implements AutoCloseable {
  private static final String COPY = "sweep.yaml";
  private static final String JSON = "sweep.json";
  private static final String CSV = "sweep.csv";
  private static final String ROUNDS = "rounds.csv";
  private static final String PAGE = "sweep.html";

  private final Path dir;
  private final FolderLock lock;
  private final List<String> others;

  private SweepFolder(Path dir, FolderLock lock, List<String> others) {
    this.dir = dir;
    this.lock = lock;
    this.others = others;
  }

  /**
   * Opens a folder, new or of the same sweep.
   *
   * @throws UserDataException if something else is in it, or runs of other settings, or another
   *     process has it
   */
  static SweepFolder open(Path dir, SweepPlan plan) {
    Path copy = dir.resolve(COPY);
    try {
      boolean sweep = Files.isRegularFile(copy);
      if (Files.exists(dir) && !sweep && !isEmpty(dir)) {
        throw new UserDataException(
            "out: %s is not empty, and no sweep is in it (expected: a new folder, or that of the same sweep; choose one with --out)"
                .formatted(dir));
      }
      Files.createDirectories(dir);
      FolderLock lock = FolderLock.take(dir);
      List<String> others = List.of();
      try {
        if (sweep) {
          SweepPlan before = SweepPlan.of(SweepFile.read(copy));
          plan.requireSame(before);
          others = before.without(plan);
        }
        WholeFile.removeLeftovers(dir);
        WholeFile.write(copy, plan.file().text());
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
      return new SweepFolder(dir, lock, others);
    } catch (IOException e) {
      throw new UserDataException(
          "out: %s cannot be used: %s (expected: a place where a folder may be made; choose one with --out)"
              .formatted(dir, FileTrouble.words(e)),
          e);
    }
  }

  private static boolean isEmpty(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(dir)) {
      return entries.allMatch(
          entry -> entry.endsWith(FolderLock.NAME) || WholeFile.isLeftover(entry));
    }
  }

  /** Runs in the folder that the file no longer asks for: they stay, and are in no table. */
  List<String> others() {
    return others;
  }

  /** The folder of a run. */
  Path run(Planned run) {
    return dir.resolve(run.name());
  }

  /**
   * Writes the results, each file whole.
   *
   * @param facts for the page
   * @param more keys of the JSON file in front of the comparison's
   */
  void write(Comparison comparison, ComparisonFacts facts, Map<String, Object> more)
      throws IOException {
    ComparisonFiles files = new ComparisonFiles(comparison);
    WholeFile.write(dir.resolve(JSON), Json.pretty(files.json("sweep", more)));
    WholeFile.write(dir.resolve(CSV), files.csv());
    WholeFile.write(dir.resolve(ROUNDS), files.roundsCsv());
    WholeFile.write(dir.resolve(PAGE), ComparisonPage.render(comparison, facts));
  }

  /** The page, for people. */
  Path page() {
    return dir.resolve(PAGE);
  }

  @Override
  public void close() {
    lock.close();
  }
}
