package dev.headwater.cli.arena;

import dev.headwater.cli.options.DataOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.arena.Arena;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.FeatureScale;
import dev.headwater.vision.data.PictureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags of every table: the pictures, the backbone, and how long and how often to run. */
final class ArenaOptions {
  @Mixin DataOptions data = new DataOptions();
  @Mixin ModelOptions model = new ModelOptions();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Runs of each cell of the table, with seeds from 1 on. Default: ${DEFAULT-VALUE}.")
  int seeds = 3;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Runs at a time. Default: one a core.")
  int threads = Runtime.getRuntime().availableProcessors();

  private String split = "";

  /** Makes something of runs. */
  @FunctionalInterface
  interface Maker<T> {
    T of(Arena arena, int features) throws InterruptedException;
  }

  /**
   * Computes the features once, splits them for every seed, and runs; progress goes to standard
   * error.
   *
   * @param training how runs train, as the flags say
   * @param usual the split where the flags name none
   * @param maker runs the cells
   */
  <T> T run(ArenaTraining training, Function<PictureSet, Partition> usual, Maker<T> maker)
      throws InterruptedException {
    OpenRun.requireThreads(threads);
    training.check();
    if (seeds < 1) {
      throw new UserDataException("seeds: %d (expected: at least 1)".formatted(seeds));
    }
    try (OpenModel open = OpenModel.of(model);
        Workers workers = new Workers("run", threads);
        TerminalView view = onStandardError()) {
      PictureSet pictures = data.open();
      Partition partition = data.partition(pictures, usual);
      split = partition.spec().toString();
      DataLoader loader = new DataLoader(open.extractor(), open.openCache(), threads, view);
      List<Arena.Seeded> splits = new ArrayList<>();
      for (long seed = 1; seed <= seeds; seed++) {
        splits.add(
            new Arena.Seeded(
                seed, loader.load(pictures, partition, data.clients, data.holdout, seed)));
      }
      loader.notes().forEach(view::note);
      Hyperparameters hyper = training.hyper(FeatureScale.usualRate(open.extractor()));
      return maker.of(
          new Arena(splits, training.rounds, hyper, workers, view), open.extractor().features());
    }
  }

  /** How the pictures of {@link #run} were dealt out. */
  String split() {
    return split;
  }

  /** Lines, whatever standard error is: nothing tells Java whether it is a terminal. */
  private static TerminalView onStandardError() {
    return TerminalView.on(Terminal.of(System.getenv(), false), System.err, System::nanoTime);
  }
}
