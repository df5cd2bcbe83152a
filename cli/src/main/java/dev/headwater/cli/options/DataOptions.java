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
  String data = "demo";

  @Option(
      names = "--test-data",
      paramLabel = "PATH",
      description =
          "Pictures that only the coordinator scores on, where they are not part of --data.")
  public @Nullable String testData;

  @Option(
      names = "--label-map",
      paramLabel = "FILE",
      description =
          "A CSV file with lines FROM,TO: classes called FROM are called TO, those of --test-data too. Default: none.")
  public @Nullable Path labelMap;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Simulated clients. Default: every user of a natural split, else 50.")
  public @Nullable Integer clients;

  @Option(
      names = "--partition",
      paramLabel = "HOW",
      completionCandidates = ChoiceNames.Partitions.class,
      description =
          "How pictures are split: ${COMPLETION-CANDIDATES}; or a class of your own."
              + " Default: natural where the data names users, else dirichlet:0.5.")
  @Nullable String partition;

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of its own pictures that a client keeps out of training to score on. Default: ${DEFAULT-VALUE}.")
  public double holdout = 0.1;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "NAME",
      description =
          "Clients that are left out after the split, with commas: the run that never saw them. Default: none.")
  public List<String> without = new ArrayList<>();

  /** The pictures named by the flags, of at least two classes. */
  public PictureSet open() {
    String named = partition;
    if (named != null) {
      UserInput.valid(() -> Partition.parse(named)); // before the long work
    }
    if (!(holdout >= 0 && holdout < 1)) {
      throw new UserDataException(
          "holdout: %s (expected: at least 0 and below 1)".formatted(holdout));
    }
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
    return named == null ? usual.apply(pictures) : UserInput.valid(() -> Partition.parse(named));
  }
}
