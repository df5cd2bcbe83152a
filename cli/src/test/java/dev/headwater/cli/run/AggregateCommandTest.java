package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AggregateCommandTest {
  private final Path folder;
  private final Path out;

  AggregateCommandTest(@TempDir Path folder) {
    this.folder = folder;
    this.out = folder.resolve("out.safetensors");
  }

  private String update(String name, @Nullable String numExamples, float... values)
      throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    float[] rest = {values[1], values[1]};
    SafetensorsWriter.write(
        file,
        List.of(
            new Tensor("encoder.layer/0 α", List.of(2, 1), rest),
            new Tensor("scale", List.of(), new float[] {values[0]})),
        numExamples == null ? Map.of() : Map.of("num_examples", numExamples));
    return file.toString();
  }

  private CommandRun aggregate(String aggregator, String... files) {
    List<String> args =
        new ArrayList<>(List.of("aggregate", "--aggregator", aggregator, "--out", out.toString()));
    args.addAll(List.of(files));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private float scale() {
    return Safetensors.open(out).tensor("scale").values()[0];
  }

  @Test
  void meanIsWeightedByNumExamples() throws IOException {
    CommandRun run = aggregate("mean", update("a", "1", 1, 4), update("b", "3", 5, 0));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().strip()).isEqualTo(out.toString());
    Safetensors file = Safetensors.open(out);
    assertThat(file.tensor("scale").shape()).isEmpty();
    assertThat(file.tensor("scale").values()).containsExactly(4); // (1 + 15) / 4
    assertThat(file.tensor("encoder.layer/0 α").shape()).containsExactly(2, 1);
    assertThat(file.tensor("encoder.layer/0 α").values()).containsExactly(1, 1);
    assertThat(file.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("aggregator", "mean", "updates", "2", "num_examples", "4"));
  }

  @ParameterizedTest
  @CsvSource({
    "median, 2",
    "trimmed-mean:0.2, 2",
    "krum:1, 1", // 1 and 3 tie
    "multi-krum:1, 2",
    "geometric-median, 3",
    "centred-clipping:1000, 2",
  })
  void robustRulesIgnoreNumExamples(String aggregator, double most) throws IOException {
    CommandRun run =
        aggregate(
            aggregator,
            update("a", "1", 0, 0),
            update("b", null, 1, 0),
            update("c", "1000000000", 3, 0),
            update("d", "many", 4, 0),
            update("e", "1", 2, 0));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat((double) scale()).isBetween(1.0, most);
    assertThat(Safetensors.open(out).metadata())
        .containsExactlyInAnyOrderEntriesOf(Map.of("aggregator", aggregator, "updates", "5"));
  }

  @Test
  void tiesGoToTheFileThatIsNamedFirst() throws IOException {
    String[] files = {
      update("z", null, 1, 0),
      update("b", null, 3, 0),
      update("c", null, 0, 0),
      update("d", null, 4, 0),
      update("e", null, 100, 0)
    };
    aggregate("krum:1", files);
    assertThat(scale()).isEqualTo(1);
    Files.delete(out);
    aggregate("krum:1", files[1], files[0], files[2], files[3], files[4]);
    assertThat(scale()).isEqualTo(3);
  }

  private void refused(CommandRun run, String... parts) throws IOException {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(parts).contains("(expected: ").doesNotContain("\tat ");
    assertThat(run.err().lines()).hasSize(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().contains("out.safetensors"));
    }
  }

  @Test
  void filesThatAreNotAlikeAreRefused() throws IOException {
    Path other = folder.resolve("other.safetensors");
    SafetensorsWriter.write(
        other,
        List.of(
            new Tensor("encoder.layer/0 α", List.of(2, 1), new float[2]),
            new Tensor("scale", List.of(1), new float[1])),
        Map.of("num_examples", "1"));
    refused(
        aggregate("mean", update("a", "1", 1, 1), other.toString()),
        "other.safetensors: tensor scale of shape [1] (expected: tensor scale of shape [], as in",
        "a.safetensors");
  }

  @Test
  void filesThatAreNoUpdatesAreRefused() throws IOException {
    String fine = update("a", "1", 1, 1);
    refused(aggregate("mean", fine, folder.resolve("b").toString()), "no such file");
    Path text = folder.resolve("text");
    Files.writeString(text, "This is no file of tensors.");
    refused(aggregate("mean", fine, text.toString()), "text: header of");
    refused(
        aggregate("mean", fine, update("c", "1", Float.NaN, 1)), "c.safetensors: value 2 is NaN");
    refused(
        aggregate("mean", fine, update("d", "2000000000", 1e30f, 1)),
        "updates: values up to 1.0E30 at a total weight of 2000000001");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"-, missing", "0, 0", "-3, -3", "1.5, 1.5", "many, many", "9999999999, 9999999999"},
      nullValues = "-")
  void meanWithoutAWeightIsRefused(@Nullable String numExamples, String shown) throws IOException {
    refused(
        aggregate("mean", update("a", "1", 1, 1), update("b", numExamples, 1, 1)),
        "b.safetensors: num_examples in its metadata is " + shown);
  }

  @Test
  void tooFewFilesForTheRuleAreRefused() throws IOException {
    String[] four = new String[4];
    for (int i = 0; i < 4; i++) {
      four[i] = update("u" + i, null, i, 0);
    }
    refused(
        aggregate("krum:1", four),
        "aggregator: krum:1 of 4 contributions (expected: at least 5, 2 F + 3)");
    refused(aggregate("krumm:1", four), "aggregator: krumm:1, did you mean krum?");
  }

  @Test
  void fileThatExistsIsNotWrittenOver() throws IOException {
    Files.writeString(out, "mine");
    CommandRun run = aggregate("mean", update("a", "1", 1, 1));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("out.safetensors exists (expected: a new file");
    assertThat(out).hasContent("mine");
  }

  @Test
  void resultIsThatOfTheArgumentsAloneAndTheSameBitsAgain() throws IOException {
    String[] files = new String[7];
    for (int i = 0; i < 7; i++) {
      files[i] = update("u" + i, null, (float) Math.sin(i), (float) Math.cos(i));
    }
    for (String rule : List.of("bulyan:1", "geometric-median", "centred-clipping")) {
      assertThat(aggregate(rule, files).exitCode()).isZero();
      byte[] first = Files.readAllBytes(out);
      Files.delete(out);
      aggregate(rule, files);
      assertThat(Files.readAllBytes(out)).isEqualTo(first);
      Files.delete(out);
    }
  }
}
