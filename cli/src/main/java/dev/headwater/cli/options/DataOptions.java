package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.partition.Partition;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Flags for the pictures and their split across clients. */
public final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      defaultValue = "demo",
      description =
          "A folder per class, a zip of such folders, a zip with index.csv (file,label,user,split), an IDX folder, or 'demo'"
              + " (generated). Default: ${DEFAULT-VALUE}.")
  String data = "demo";

  @Option(
      names = "--test-data",
      paramLabel = "PATH",
      description =
          "Pictures that only the coordinator scores on, where they are not part of --data.")
  @Nullable String testData;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Simulated clients. Default: every user of a natural split, else 50.")
  public @Nullable Integer clients;

  @Option(
      names = "--partition",
      paramLabel = "HOW",
      converter = PartitionConverter.class,
      description =
          "How pictures are split: "
              + Partition.EXPECTED
              + ". Default: natural where the data names users, else dirichlet:0.5.")
  public @Nullable Partition partition;

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "Share of its own pictures that a client keeps out of training to score on. Default: ${DEFAULT-VALUE}.")
  public double holdout = 0.1;

  /** The pictures named by the flags, of at least two classes. */
  public PictureSet open() {
    if (!(holdout >= 0 && holdout < 1)) {
      throw new UserDataException(
          "holdout: %s (expected: at least 0 and below 1)".formatted(holdout));
    }
    PictureSet pictures = PictureSets.requireTwoClasses(PictureSets.open(data));
    return testData == null
        ? pictures
        : PictureSets.withTest(pictures, PictureSets.openTest(testData));
  }

  static final class PartitionConverter implements ITypeConverter<Partition> {
    @Override
    public Partition convert(String value) {
      try {
        return Partition.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
