package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.FullModel;
import dev.headwater.vision.backbone.TrainedHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose backbone is not the one that ships now, of the same net and preprocessing. */
final class EarlierBackboneTest {
  private static final String DATA = "demo:users=2,pictures=100,test=40";
  private static final String LAST = "features.18.";

  private final Backbone embedded = Backbone.embedded();
  private final Path folder;

  EarlierBackboneTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void export() {
    command("partition", "--data", DATA, "--export", folder.resolve("shares").toString());
  }

  /** One feature is 2 and all others are 0, whatever the picture: exp(2 w) : 1 are the odds. */
  @Test
  void predictAnswersFromTheWeightsInTheModelsOwnFile() throws IOException {
    Backbone constant = constant(7, 2);
    float[] weights = new float[2 * constant.features()];
    weights[constant.features() + 7] = (float) (Math.log(3) / 2);
    TrainedHead head = TrainedHead.linear(List.of("rare", "usual"), weights, new float[2]);
    new FullModel(constant, head).write(folder.resolve("model.safetensors"));

    List<JsonNode> answers = predict("--run", folder.toString());

    assertThat(answers).hasSize(40);
    for (JsonNode answer : answers) {
      assertThat(answer.path("top").get(0).path("label").textValue()).isEqualTo("usual");
      assertThat(answer.path("top").get(0).path("probability").doubleValue())
          .isCloseTo(0.75, within(1e-6));
    }
  }

  @Test
  void aRunWhoseBackboneNoLongerShipsPredictsWhatItHasScored() throws IOException {
    Path run = simulate("run", "6");
    Files.delete(folder.resolve("backbone.safetensors"));

    double right = 0;
    for (JsonNode answer : predict("--run", run.toString())) {
      Path parent = Objects.requireNonNull(Path.of(answer.path("photo").textValue()).getParent());
      String guess = answer.path("top").get(0).path("label").textValue();
      right += parent.endsWith(guess) ? 1 : 0;
    }

    double scored =
        Objects.requireNonNull(
            Objects.requireNonNull(RunFolder.open(run).summary()).finalAccuracy());
    assertThat(scored).isGreaterThan(0.4); // of 10 classes: another backbone's head would not
    assertThat(right / 40).isEqualTo(scored);
    command("report", run.toString());
  }

  @Test
  void aRunGoesOnWithTheBackboneItBeganWithAndWithNoOther() throws IOException {
    Path whole = simulate("whole", "3");
    Path run = simulate("run", "2");
    // As if it had been the embedded one, and the program is newer now.
    Files.write(folder.resolve("backbone.safetensors"), embedded.fileBytes());
    String[] resume = {"simulate", "--resume", run.toString(), "--rounds", "3"};

    CommandRun refused = CommandRun.of(resume);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            run + " learned on backbone " + reversed().digest().substring(0, 12),
            "given " + embedded.digest().substring(0, 12),
            "model.safetensors")
        .doesNotContain("\tat ");
    assertThat(digests(run)).hasSize(2);

    List<String> own = new ArrayList<>(List.of(resume));
    own.addAll(List.of("--backbone", run.resolve("model.safetensors").toString()));
    command(own.toArray(String[]::new));
    assertThat(digests(run)).hasSize(3).isEqualTo(digests(whole));
  }

  private static List<String> digests(Path run) {
    return RunFolder.open(run).rounds().stream().map(RoundRecord::digest).toList();
  }

  private static CommandRun command(String... args) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  /** A run on the reversed backbone, as a file that is there for the time of the run. */
  private Path simulate(String name, String rounds) throws IOException {
    Path out = folder.resolve(name);
    Path file = folder.resolve("backbone.safetensors");
    Files.write(file, reversed().fileBytes());
    String[] flags = {
      "simulate", "--data", DATA, "--format", "json", "--backbone", file.toString()
    };
    List<String> args = new ArrayList<>(List.of(flags));
    args.addAll(List.of("--standardise", "none", "--start", "zero")); // the stages take longer
    args.addAll(List.of("--rounds", rounds, "--out", out.toString()));
    args.addAll(List.of("--cache", folder.resolve("cache").toString()));
    command(args.toArray(String[]::new));
    return out;
  }

  /** The answers for the exported test pictures. */
  private List<JsonNode> predict(String... source) throws IOException {
    List<String> args = new ArrayList<>(List.of("predict", "--format", "json", "--top", "1"));
    args.addAll(List.of(source));
    try (Stream<Path> classes = Files.list(folder.resolve("shares/test"))) {
      classes.sorted().forEach(label -> args.add(label.toString()));
    }
    List<JsonNode> answers = new ArrayList<>();
    for (String line : command(args.toArray(String[]::new)).out().lines().toList()) {
      answers.add(new ObjectMapper().readTree(line));
    }
    return answers;
  }

  /** The embedded weights, but the features come in the opposite order. */
  private Backbone reversed() {
    return changed(
        tensor -> {
          float[] values = tensor.values();
          int rows = tensor.shape().get(0);
          int row = values.length / rows;
          float[] reversed = new float[values.length];
          for (int r = 0; r < rows; r++) {
            System.arraycopy(values, r * row, reversed, (rows - 1 - r) * row, row);
          }
          return reversed;
        });
  }

  /** The last normalisation has no slope: its biases, from 0 to 6, are the features. */
  private Backbone constant(int feature, float value) {
    return changed(
        tensor -> {
          float[] values = tensor.values().clone();
          if (tensor.name().equals(LAST + "1.weight") || tensor.name().equals(LAST + "1.bias")) {
            values = new float[values.length];
            values[feature] = tensor.name().endsWith("bias") ? value : 0;
          }
          return values;
        });
  }

  /** Other values in the tensors of the last layer. */
  private interface Change {
    float[] of(Tensor tensor);
  }

  private Backbone changed(Change change) {
    List<Tensor> tensors = new ArrayList<>();
    for (Tensor tensor : embedded.tensors().values()) {
      tensors.add(
          tensor.name().startsWith(LAST)
              ? new Tensor(tensor.name(), tensor.shape(), change.of(tensor))
              : tensor);
    }
    Map<String, String> metadata =
        Map.of(
            "arch", "mobilenet_v2",
            "width", "0.5",
            "image_size", "64",
            "mean", "0.485,0.456,0.406",
            "std", "0.229,0.224,0.225");
    return Backbone.load("earlier", SafetensorsWriter.encode(tensors, metadata));
  }
}
