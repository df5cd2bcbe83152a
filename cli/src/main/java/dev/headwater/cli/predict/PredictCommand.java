package dev.headwater.cli.predict;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.Classifier;
import dev.headwater.simulations.output.text.Csv;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
    footer = {
      "headwater predict --run runs/latest photo.jpg",
      "headwater predict --run runs/latest --top 1 --format csv photos"
    },
    mixinStandardHelpOptions = true)
public final class PredictCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelChoice model = new ModelChoice();

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "Labels for each photo. Default: ${DEFAULT-VALUE}.")
  int top;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "text, csv (a line a photo, its labels side by side) or json (an object a line). Default: ${DEFAULT-VALUE}.")
  Answer format = Answer.TEXT;

  @Parameters(
      arity = "1..*",
      paramLabel = "PHOTO",
      description = "Photographs, or folders of them with all that is below.")
  List<Path> photos = List.of();

  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::predict);
  }

  private int predict() throws IOException {
    if (top < 1) {
      throw new UserDataException("top: %d (expected: at least 1)".formatted(top));
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    boolean allRead = true;
    try (Classifier classifier = model.open(extensions.models())) {
      List<Path> files = Photos.in(photos);
      model.doubts(null).forEach(doubt -> err.println("headwater: " + doubt));
      if (format == Answer.CSV) {
        out.println(header(Math.min(top, classifier.labels().size())));
      }
      for (Path photo : files) {
        try {
          List<Classifier.Guess> guesses =
              classifier.classify(photo, top, note -> err.println("headwater: " + note));
          out.println(
              switch (format) {
                case TEXT -> text(photo, guesses);
                case CSV -> csv(photo, guesses);
                case JSON -> json(photo, guesses);
              });
        } catch (UserDataException e) {
          allRead = false;
          err.println("headwater: " + e.getMessage());
        }
        out.flush();
      }
    }
    return (allRead ? ExitCode.DONE : ExitCode.BAD_INPUT).code();
  }

  private static String text(Path photo, List<Classifier.Guess> guesses) {
    StringBuilder lines = new StringBuilder(photo.toString());
    for (Classifier.Guess guess : guesses) {
      lines.append("%n  %5.1f %%  %s".formatted(100 * guess.probability(), guess.label()));
    }
    return lines.toString();
  }

  private static String header(int labels) {
    List<String> fields = new ArrayList<>(List.of("photo"));
    for (int k = 1; k <= labels; k++) {
      String which = k == 1 ? "" : "_" + k;
      fields.add("label" + which);
      fields.add("probability" + which);
    }
    return Csv.line(fields);
  }

  private static String csv(Path photo, List<Classifier.Guess> guesses) {
    List<String> fields = new ArrayList<>(List.of(photo.toString()));
    for (Classifier.Guess guess : guesses) {
      fields.add(guess.label());
      fields.add(Csv.number(guess.probability()));
    }
    return Csv.line(fields);
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
