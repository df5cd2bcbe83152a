package dev.headwater.cli.predict;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.simulations.Classifier;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.features.FeatureCache;
import dev.headwater.vision.features.FeatureTable;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.folder.FolderLayout;
import dev.headwater.vision.sources.folder.LabelMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater evaluate}: scores a model on labelled pictures. */
@Command(
    name = "evaluate",
    description =
        "Scores a run's model on labelled pictures: accuracy, loss, every class, and what is taken for what.",
    footer = {
      "headwater evaluate --run runs/latest --data other-photos",
      "headwater evaluate --run runs/latest --data other-photos --format json"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class EvaluateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelChoice model = new ModelChoice();

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description =
          "Labelled pictures: a folder per class, or anything else that 'simulate --data' takes; the test part where there is one.")
  String data = "";

  @Option(
      names = "--label-map",
      paramLabel = "FILE",
      description =
          "A CSV file with lines FROM,TO: classes called FROM here are called TO in the model. Default: none.")
  @Nullable Path labelMap;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "text, csv (a line a class, the confusion matrix beside it) or json. Default: ${DEFAULT-VALUE}.")
  Answer format = Answer.TEXT;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where computed features are kept. Default: $HEADWATER_CACHE, else ~/.cache/headwater.")
  @Nullable Path cache;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute features. Default: one a core.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::evaluate);
  }

  private int evaluate() throws IOException, InterruptedException {
    OpenRun.requireThreads(threads);
    LabelMap renaming = labelMap == null ? LabelMap.NONE : LabelMap.read(labelMap);
    ModelOptions flags = new ModelOptions();
    flags.cache = cache;
    try (Classifier classifier = model.open(extensions.models())) {
      PictureSet tests = renaming.apply(PictureSets.openTest(data));
      List<String> labels = classifier.labels().stream().map(Alike::composed).toList();
      requireKnown(tests, labels);
      DataLoader loader =
          new DataLoader(
              classifier.extractor(),
              FeatureCache.open(OpenModel.cacheRoot(flags), classifier.extractor()),
              threads,
              TerminalView.silent());
      FeatureTable table = loader.features(tests.test(), labels, "pictures");
      loader.note(tests);
      List<String> notes = new ArrayList<>(loader.notes());
      notes.addAll(model.doubts(data));
      print(classifier.score(table), tests, notes);
    }
    return ExitCode.DONE.code();
  }

  /** All of them at once: each run of the command reads the folder again. */
  private static void requireKnown(PictureSet tests, List<String> labels) {
    List<String> unknown =
        tests.test().stream()
            .map(Picture::label)
            .distinct()
            .filter(label -> !labels.contains(label))
            .toList();
    if (!unknown.isEmpty()) {
      throw new UserDataException(
          "data: %s of %s %s (expected: %s%s; rename with --label-map FILE, or take out what is no class)"
              .formatted(
                  FolderLayout.abbreviated(unknown),
                  tests.name(),
                  unknown.size() == 1 ? "is no class of the model" : "are no classes of the model",
                  FolderLayout.abbreviated(labels),
                  Alike.hint(unknown.get(0), labels)));
    }
  }

  private void print(Confusion confusion, PictureSet tests, List<String> notes) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Evaluated evaluated =
        new Evaluated(
            model.name(), data, confusion, tests.test().size() - confusion.pictures(), notes);
    Terminal errors = Terminal.ofErrors();
    notes.forEach(note -> errors.lines("headwater: " + note).forEach(err::println));
    switch (format) {
      case TEXT -> EvaluationText.lines(evaluated, Terminal.ofOutput()).forEach(out::println);
      case CSV -> EvaluationCsv.lines(confusion).forEach(out::println);
      case JSON -> out.println(EvaluationJson.line(evaluated));
    }
    out.flush();
  }
}
