package dev.headwater.cli.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  private static final String DATA = "demo:users=2,pictures=40,test=40";

  private static Path folder;
  private static Path model;
  private static Path shares;

  @BeforeAll
  static void train(@TempDir Path shared) {
    folder = shared;
    model = folder.resolve("run");
    shares = folder.resolve("shares");
    run("partition", "--data", DATA, "--export", shares.toString());
    run(
        "simulate",
        "--data",
        DATA,
        "--format",
        "json",
        "--backbone",
        "pixels",
        "--image-size",
        "16",
        "--rounds",
        "10",
        "--out",
        model.toString(),
        "--cache",
        folder.resolve("cache").toString());
  }

  private static CommandRun run(String... args) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static CommandRun evaluate(Path data, String... more) {
    List<String> args = new ArrayList<>(List.of("evaluate", "--run", model.toString()));
    args.addAll(List.of("--data", data.toString(), "--cache", folder.resolve("cache").toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static JsonNode json(CommandRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  /** The test pictures of the first two classes, in class folders of other names. */
  private static Path two(Path to, String first, String second) throws IOException {
    List<String> labels = labels();
    for (int c = 0; c < 2; c++) {
      Path from = shares.resolve("test").resolve(labels.get(c));
      Path into = Files.createDirectories(to.resolve(c == 0 ? first : second));
      try (var pictures = Files.list(from)) {
        for (Path picture : pictures.toList()) {
          Files.copy(picture, into.resolve(picture.getFileName().toString()));
        }
      }
    }
    return to;
  }

  private static List<String> labels() {
    return Objects.requireNonNull(RunFolder.open(model).details()).facts().labels();
  }

  @Test
  void scoresAreThoseOfTheRunOnTheSamePictures() throws IOException {
    SummaryRecord summary = Objects.requireNonNull(RunFolder.open(model).summary());
    JsonNode scores = json(evaluate(shares.resolve("test"), "--format", "json"));
    assertThat(scores.path("pictures").intValue()).isEqualTo(40);
    assertThat(scores.path("accuracy").doubleValue()).isEqualTo(summary.finalAccuracy());
    double lossSum = 0;
    for (JsonNode one : scores.path("classes")) {
      assertThat(one.path("recall").doubleValue())
          .isEqualTo(summary.perClassAccuracy().get(one.path("label").textValue()));
      lossSum += one.path("loss").doubleValue() * one.path("pictures").intValue();
    }
    var rounds = RunFolder.open(model).rounds();
    assertThat(scores.path("loss").doubleValue())
        .isCloseTo(Objects.requireNonNull(rounds.get(rounds.size() - 1).evalLoss()), within(1e-4))
        .isCloseTo(lossSum / 40, within(1e-9));
  }

  @Test
  void picturesThatWereTrainedOnAreNoMeasure() throws IOException {
    Path photos = two(folder.resolve("photos"), "cup", "dog");
    Path own = folder.resolve("own");
    run(
        "simulate --backbone pixels --image-size 16 --clients 2 --rounds 1 --data %s --out %s --cache %s"
            .formatted(photos, own, folder.resolve("cache"))
            .split(" "));
    String[] again = {"evaluate", "--run", own.toString(), "--data", photos.toString()};

    assertThat(run(again).err()).contains("data: the run was trained on these pictures");
    assertThat(evaluate(shares.resolve("test")).err()).isEmpty();
  }

  @Test
  void csvHasALineAClassWithItsRowOfTheMatrixAndOneForAll() {
    List<String> lines = evaluate(shares.resolve("test"), "--format", "csv").out().lines().toList();
    List<String> labels = labels();
    assertThat(lines).hasSize(labels.size() + 2);
    assertThat(lines.get(0))
        .startsWith("class,pictures,correct,precision,recall,f1,loss,taken for " + labels.get(0));
    long counted = 0;
    for (String line : lines.subList(1, lines.size() - 1)) {
      List<String> fields = List.of(line.split(",", -1));
      assertThat(fields).hasSize(7 + labels.size());
      counted += fields.subList(7, fields.size()).stream().mapToLong(Long::parseLong).sum();
    }
    assertThat(counted).isEqualTo(40);
    assertThat(lines.get(lines.size() - 1)).startsWith(",40,");
  }

  @Test
  void textHasAccuracyClassesMatrixAndMistakesWithinEightyColumns() {
    String text = evaluate(shares.resolve("test")).out();
    assertThat(text)
        .contains("40 pictures of ")
        .containsPattern(
            "accuracy \\d+\\.\\d % \\(95 % interval \\d+\\.\\d % to \\d+\\.\\d %\\)  loss \\d\\.\\d{3}")
        .contains("precision")
        .contains("Rows are what pictures are");
    assertThat(labels()).allSatisfy(label -> assertThat(text).contains("\n" + label + " "));
    assertThat(text.lines().skip(1)).allSatisfy(line -> assertThat(line.length()).isLessThan(81));
  }

  @Test
  void classesOfOtherNamesAreMatchedByTheLabelMapAndRefusedWithoutIt(@TempDir Path own)
      throws IOException {
    Path data = two(own.resolve("site"), "Eins", "Zwei");
    CommandRun refused = evaluate(data);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("data: Eins, Zwei of site are no classes of the model (expected: ")
        .contains("--label-map FILE")
        .doesNotContain(" may be ");
    Path map = own.resolve("map.csv");
    Files.writeString(map, "Eins,%s\nZwei,%s\n".formatted(labels().get(0), labels().get(1)));
    JsonNode scores = json(evaluate(data, "--label-map", map.toString(), "--format", "json"));
    assertThat(scores.path("pictures").intValue()).isEqualTo(8);
    assertThat(scores.path("classes").get(0).path("pictures").intValue()).isEqualTo(4);
    assertThat(scores.path("classes").get(2).path("pictures").intValue()).isZero();
    assertThat(scores.path("classes").get(2).path("recall").isNull()).isTrue();
  }

  @Test
  void unreadablePicturesAreToldAndCounted(@TempDir Path own) throws IOException {
    Path data = two(own.resolve("site"), labels().get(0), labels().get(1));
    Files.writeString(data.resolve(labels().get(0)).resolve("broken.png"), "no picture");
    CommandRun run = evaluate(data, "--format", "json");
    assertThat(run.err()).contains("1 unreadable pictures skipped: ").contains("broken.png");
    JsonNode scores = json(run);
    assertThat(scores.path("unreadable").intValue()).isEqualTo(1);
    assertThat(scores.path("pictures").intValue()).isEqualTo(8);
    assertThat(scores.path("notes").get(0).textValue()).contains("broken.png");
  }

  @Test
  void runWithoutAModelIsRefused(@TempDir Path empty) {
    CommandRun run =
        CommandRun.of("evaluate", "--run", empty.toString(), "--data", shares.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("holds neither model.safetensors nor head.safetensors");
  }

  @Test
  void whatIsNotThereIsNamed(@TempDir Path empty) {
    String run = empty.resolve("lastest").toString();
    assertThat(CommandRun.of("predict", "--run", run, "a.jpg").err())
        .contains("run: there is no folder " + run + " (expected: that of a finished run");
  }

  @Test
  void predictWritesATableOfAllPhotosBelowAFolder() {
    CommandRun run =
        run(
            "predict",
            "--run",
            model.toString(),
            "--format",
            "csv",
            "--top",
            "2",
            shares.resolve("test").toString());
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(41);
    assertThat(lines.get(0)).isEqualTo("photo,label,probability,label_2,probability_2");
    assertThat(lines.subList(1, 41))
        .isSorted()
        .allSatisfy(
            line -> {
              String[] fields = line.split(",", -1);
              assertThat(fields).hasSize(5);
              assertThat(Path.of(fields[0])).exists();
              assertThat(labels()).contains(fields[1], fields[3]);
              assertThat(Double.parseDouble(fields[2]))
                  .isGreaterThanOrEqualTo(Double.parseDouble(fields[4]));
            });
  }
}
