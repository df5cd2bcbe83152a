package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.Main;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need ONNX Runtime, where Java's folder for temporary files is missing. */
class NoTemporaryFolderTest {
  private final Path folder;

  private record Ended(int code, String out, String err) {}

  NoTemporaryFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void simulateSaysSoInOneSentenceAndLeavesNoRun() throws Exception {
    Ended ended = run(folder.resolve("nowhere"), simulate());

    assertSaidOnce(ended);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void predictSaysSoOnceAndNotForEveryPhoto() throws Exception {
    assertThat(run(folder, simulate()).code()).isZero();
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 0; i < 3; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", photos.resolve(i + ".png").toFile());
    }

    Ended ended =
        run(
            folder.resolve("nowhere"),
            List.of("predict", "--run", folder.resolve("out").toString(), photos.toString()));

    assertSaidOnce(ended);
    assertThat(ended.out()).isEmpty();
  }

  private void assertSaidOnce(Ended ended) {
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("headwater: " + folder.resolve("nowhere") + ": ONNX Runtime cannot be unpacked")
        .contains("HEADWATER_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    assertThat(ended.code()).isEqualTo(2);
  }

  private List<String> simulate() {
    return List.of(
        "simulate",
        "--data",
        "demo:users=2,pictures=6,test=6",
        "--rounds",
        "1",
        "--start",
        "zero",
        "--out",
        folder.resolve("out").toString());
  }

  private Ended run(Path temporary, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Djava.io.tmpdir=" + temporary));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder
        .environment()
        .put("HEADWATER_CACHE", folder.resolve("cache" + temporary.getFileName()).toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, Files.readString(err));
  }
}
