package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.partition.Partition;
import dev.headwater.simulations.data.Labelled;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.folder.LabelMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for the pictures and their split across clients. */
public final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      defaultValue = "demo",
      description =
          "A folder per class, a zip of such folders, a zip with index.csv (file,label,user,split), an IDX folder, 'demo'"
              + " (generated), or class:NAME:ARGUMENTS (a class of your own). Default: ${DEFAULT-VALUE}.")
  public String data = "demo";

  @Option(
      names = "--test-data",
      paramLabel = "PATH",
      description =
          "Pictures to test the global model on, which no client trains on. Default: the test part of --data.")
  public @Nullable String testData;

  @Option(
      names = "--label-map",
      paramLabel = "FILE",
      description =
          "A CSV file of lines FROM,TO that renames classes, those of --test-data too. Default: none.")
  public @Nullable Path labelMap;

  @Option(
      names = {"--clients", "--num-clients"},
      paramLabel = "N",
      description =
          "Number of simulated clients. Default: one for each user of a natural split, else 50.")
  public @Nullable Integer clients;

  @Option(
      names = "--partition",
      paramLabel = "HOW",
      completionCandidates = ChoiceNames.Partitions.class,
      description =
          "How the training pictures are split across clients: ${COMPLETION-CANDIDATES}; or a class of your own. Default: natural where the data names users, else dirichlet:0.5.")
  public @Nullable String partition;

  @Option(
      names = "--dirichlet-alpha",
      paramLabel = "A",
      description = "The same as --partition dirichlet:A.")
  @Nullable Double dirichletAlpha;

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of its pictures that each client holds out of training, to evaluate on. Default: ${DEFAULT-VALUE}.")
  public double holdout = 0.1;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "NAME",
      description = "Clients to leave out after the split, separated by commas. Default: none.")
  public List<String> without = new ArrayList<>();

  /** Refuses flags that no pictures can make right, before any is read. */
  public void check() {
    settlePartition();
    if (clients != null && clients < 1) {
      throw new UserDataException("clients: %d (expected: at least 1)".formatted(clients));
    }
    if (!(holdout >= 0 && holdout < 1)) {
      throw new UserDataException(
          "holdout: %s (expected: at least 0 and below 1)".formatted(holdout));
    }
  }

  /** There are two flags for one split; the configuration contains the first. */
  private void settlePartition() {
    String named = partition;
    String split =
        named == null ? null : UserInput.valid(() -> Partition.parse(named)).spec().toString();
    if (dirichletAlpha == null) {
      return;
    }
    String dirichlet =
        UserInput.valid(() -> Partition.parse("dirichlet:" + dirichletAlpha)).spec().toString();
    if (split != null && !split.equals(dirichlet)) {
      throw new UserDataException(
          "dirichlet-alpha: %s with --partition %s (expected: one of them; --partition %s is the same as this --dirichlet-alpha)"
              .formatted(dirichletAlpha, named, dirichlet));
    }
    partition = dirichlet;
  }

  /** The pictures named by the flags, of at least two classes. */
  public PictureSet open() {
    check();
    LabelMap renaming = labelMap == null ? LabelMap.NONE : LabelMap.read(labelMap);
    PictureSet pictures = PictureSets.requireTwoClasses(renaming.apply(PictureSets.open(data)));
    return testData == null
        ? pictures
        : PictureSets.withTest(pictures, renaming.apply(PictureSets.openTest(testData)));
  }

  /** How {@code pictures} are split: as the flag says, else as usual. */
  public Partition partition(PictureSet pictures) {
    return partition(pictures, set -> Labelled.usual(set.train()));
  }

  /** How {@code pictures} are split: as the flag says, else as {@code usual} says. */
  public Partition partition(PictureSet pictures, Function<PictureSet, Partition> usual) {
    String named = partition;
    if (named != null) {
      return UserInput.valid(() -> Partition.parse(named));
    }
    Partition chosen = usual.apply(pictures);
    partition = chosen.spec().toString(); // the run's configuration says which it was
    return chosen;
  }
}
