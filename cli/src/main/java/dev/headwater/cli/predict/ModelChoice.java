package dev.headwater.cli.predict;

import dev.headwater.cli.config.ResolvedConfig;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.Classifier;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.text.Quantities;
import dev.headwater.vision.backbone.OwnModels;
import dev.headwater.vision.sources.folder.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Flags for the model that is used. */
final class ModelChoice {
  @ArgGroup(multiplicity = "1")
  Source source = new Source();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Class names, one a line, for a model file that carries none.")
  @Nullable Path labels;

  @Option(
      names = "--image-size",
      paramLabel = "PX",
      description = "Side of the input. Default: what the model says.")
  @Nullable Integer imageSize;

  static final class Source {
    @Option(
        names = "--run",
        paramLabel = "DIR",
        description = "A run's folder, or one in which 'client --out' has kept a model.")
    @Nullable Path run;

    @Option(
        names = "--model",
        paramLabel = "FILE",
        description = "A safetensors file with backbone and classifier.")
    @Nullable Path model;
  }

  /** Opens the model; the caller closes it. */
  Classifier open(OwnModels own) throws IOException {
    List<String> names = labels == null ? List.of() : read(labels);
    return source.run != null
        ? Classifier.ofRun(source.run, imageSize, own)
        : Classifier.ofModel(Objects.requireNonNull(source.model), imageSize, names, own);
  }

  /** What the user calls it. */
  String name() {
    return String.valueOf(source.run != null ? source.run : source.model);
  }

  /**
   * What to tell whoever takes this model for that of a whole run, or its scores for those of new
   * pictures. A record that is damaged says nothing: the model is whole all the same.
   *
   * @param data the pictures that are scored; null for none
   */
  List<String> doubts(@Nullable String data) {
    if (source.run == null || !Files.exists(source.run.resolve(RunFolder.CONFIG))) {
      return List.of();
    }
    RecordedRun run;
    try {
      run = RunFolder.open(source.run);
    } catch (UserDataException e) {
      return List.of();
    }
    List<String> doubts = new ArrayList<>();
    SummaryRecord summary = run.summary();
    if (summary != null && summary.outcome() == RunOutcome.FAILED) {
      doubts.add(
          "run: %s failed after %s, and this is the model of the last one (expected: a run that has ended; --resume goes on with it)"
              .formatted(source.run, Quantities.count(summary.rounds(), "round")));
    }
    if (data != null && trainedOn(run, data)) {
      doubts.add(
          "data: the run was trained on these pictures; on new ones it is right less often (expected: pictures that you kept apart)");
    }
    return doubts;
  }

  /** Whether a simulation has made the run from all of these pictures, without a test part. */
  private static boolean trainedOn(RecordedRun run, String data) {
    RunDetails details = run.details();
    boolean whole =
        run.config().containsKey("test-data")
            || details == null
            || details.facts().testSet().size() == 0;
    return whole && ResolvedConfig.path(data).equals(run.config().get("data"));
  }

  private static List<String> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UserDataException(
          "labels: no file %s (expected: a text file with one class name a line)".formatted(file));
    }
    return TextFile.decode(Files.readAllBytes(file), "labels: " + file)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
