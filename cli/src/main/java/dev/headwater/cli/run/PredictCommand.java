package dev.headwater.cli.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.Classifier;
import dev.headwater.vision.sources.folder.TextFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater predict}: labels photographs with a run's model. */
@Command(
    name = "predict",
    description =
        "Labels photographs with a run's model, or with any MobileNetV2 that has a classifier.",
    mixinStandardHelpOptions = true)
public final class PredictCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

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

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "Labels a photo. Default: ${DEFAULT-VALUE}.")
  int top;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  OutputOptions.Format format = OutputOptions.Format.TEXT;

  @Parameters(
      arity = "1..*",
      paramLabel = "PHOTO",
      description = "Photographs, or folders of them.")
  List<Path> photos = List.of();

  static final class Source {
    @Option(names = "--run", paramLabel = "DIR", description = "A run's folder.")
    @Nullable Path run;

    @Option(
        names = "--model",
        paramLabel = "FILE",
        description = "A safetensors file with backbone and classifier.")
    @Nullable Path model;
  }

  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::predict);
  }

  private int predict() throws IOException {
    if (top < 1) {
      throw new UserDataException("top: %d (expected: at least 1)".formatted(top));
    }
    List<String> names = labels == null ? List.of() : readLabels(labels);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    boolean allRead = true;
    try (Classifier classifier =
        source.run != null
            ? Classifier.ofRun(source.run, imageSize, extensions.models())
            : Classifier.ofModel(
                Objects.requireNonNull(source.model), imageSize, names, extensions.models())) {
      for (Path photo : files(photos)) {
        try {
          List<Classifier.Guess> guesses =
              classifier.classify(photo, top, note -> err.println("headwater: " + note));
          out.println(
              format == OutputOptions.Format.JSON ? json(photo, guesses) : text(photo, guesses));
        } catch (UserDataException e) {
          allRead = false;
          err.println("headwater: " + e.getMessage());
        }
        out.flush();
      }
    }
    return (allRead ? ExitCode.DONE : ExitCode.BAD_INPUT).code();
  }

  private static List<Path> files(List<Path> given) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : given) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> inside = Files.list(path)) {
          inside.filter(PredictCommand::looksLikeAPhoto).sorted().forEach(files::add);
        }
      } else {
        files.add(path);
      }
    }
    if (files.isEmpty()) {
      throw new UserDataException(
          "no photographs in %s (expected: .jpg, .png, .gif or .bmp files)".formatted(given));
    }
    return files;
  }

  private static boolean looksLikeAPhoto(Path path) {
    return Files.isRegularFile(path)
        && path.getFileName().toString().matches("(?i)[^.].*\\.(jpe?g|png|gif|bmp)");
  }

  private static List<String> readLabels(Path file) throws IOException {
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

  private static String text(Path photo, List<Classifier.Guess> guesses) {
    StringBuilder lines = new StringBuilder(photo.toString());
    for (Classifier.Guess guess : guesses) {
      lines.append("%n  %5.1f %%  %s".formatted(100 * guess.probability(), guess.label()));
    }
    return lines.toString();
  }

  private static String json(Path photo, List<Classifier.Guess> guesses) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("type", "prediction").put("photo", photo.toString());
    ArrayNode list = node.putArray("top");
    for (Classifier.Guess guess : guesses) {
      list.addObject()
          .put("label", guess.label())
          .put("index", guess.index())
          .put("probability", guess.probability());
    }
    return node.toString();
  }
}
