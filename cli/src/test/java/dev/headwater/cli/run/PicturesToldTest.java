package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headwater.cli.CommandRun;
import dev.headwater.cli.options.RunOutput;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What a run says of its pictures: those that it skips, and what it takes folders and names for.
 */
class PicturesToldTest {
  private final Path folder;

  PicturesToldTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void pictures(String classFolder) throws IOException {
    Path to = Files.createDirectories(folder.resolve("data").resolve(classFolder));
    for (int i = 0; i < 4; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i, classFolder.length() % 8, 0xffffff);
      ImageIO.write(image, "png", to.resolve(i + ".png").toFile());
    }
  }

  private CommandRun simulate(String... more) {
    List<String> command = new ArrayList<>(List.of("simulate", "--format", "json"));
    command.addAll(List.of("--data", folder.resolve("data").toString(), "--backbone", "pixels"));
    command.addAll(List.of("--image-size", "8", "--clients", "2", "--partition", "iid"));
    command.addAll(List.of("--rounds", "1", "--out", folder.resolve("out").toString()));
    command.addAll(List.of("--cache", folder.resolve("cache").toString()));
    command.addAll(List.of(more));
    return CommandRun.of(command.toArray(String[]::new));
  }

  @Test
  void classOfWhichNothingCanBeReadIsRefusedByName() throws IOException {
    pictures("cats");
    pictures("dogs");
    Path phone = Files.createDirectories(folder.resolve("data/phone"));
    for (int i = 0; i < 8; i++) {
      Files.writeString(phone.resolve(i + ".png"), "no picture");
    }

    CommandRun run = simulate();

    assertThat(run.err())
        .contains("class phone: none of its 8 training pictures can be read (expected: at least")
        .contains("the first: phone/0.png")
        .doesNotContain("cats");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void skippedPicturesAreToldOnStandardErrorAndInTheSummary() throws IOException {
    pictures("cats");
    pictures("dogs");
    Files.writeString(folder.resolve("data/cats/9.png"), "no picture");
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    Logger log = (Logger) LoggerFactory.getLogger(RunOutput.class);
    log.addAppender(told);

    CommandRun run = simulate();

    log.detachAppender(told);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(told.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anySatisfy(
            said ->
                assertThat(said).contains("1 unreadable training pictures skipped: cats/9.png"));
    assertThat(folder.resolve("out/summary.json"))
        .content()
        .contains("\"notes\"", "1 unreadable training pictures skipped: cats/9.png");
  }

  @Test
  void runWithoutAnythingToSaySaysNothing() throws IOException {
    pictures("cats");
    pictures("dogs");

    assertThat(simulate().exitCode()).isZero();

    assertThat(folder.resolve("out/summary.json")).content().doesNotContain("\"notes\"");
  }

  @Test
  void labelMapMakesTwoNamesOneClass() throws IOException {
    pictures("No Tumor");
    pictures("no_tumor");
    pictures("glioma");
    Path map = Files.writeString(folder.resolve("map.csv"), "from,to\nNo Tumor,no_tumor\n");

    assertThat(simulate("--label-map", map.toString()).exitCode()).isZero();
    assertThat(folder.resolve("out/summary.json")).content().doesNotContain("\"notes\"");
    assertThat(folder.resolve("out/details.json"))
        .content()
        .contains("no_tumor")
        .doesNotContain("\"No Tumor\"");
  }

  @Test
  void namesThatDifferInCaseAloneAreTold() throws IOException {
    pictures("No Tumor");
    pictures("no_tumor");

    assertThat(simulate().exitCode()).isZero();

    assertThat(folder.resolve("out/summary.json"))
        .content()
        .contains("No Tumor and no_tumor are different classes");
  }

  @Test
  void splitFoldersAreToldInTheRunsNotes() throws IOException {
    pictures("Training/cats");
    pictures("Training/dogs");
    pictures("dev/cats");

    assertThat(simulate().exitCode()).isZero();

    assertThat(folder.resolve("out/summary.json"))
        .content()
        .contains("dev, a validation part, serves as the test part");
  }
}
