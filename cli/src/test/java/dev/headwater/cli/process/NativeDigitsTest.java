package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.Main;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user whose locale writes numbers in digits of its own. */
class NativeDigitsTest {
  private final Path folder;

  NativeDigitsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void write(String name, int dimensions, int count, byte[] values) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(Files.newOutputStream(folder.resolve("idx-" + name)))) {
      out.writeInt(0x800 + dimensions);
      out.writeInt(count);
      if (dimensions == 3) {
        out.writeInt(4);
        out.writeInt(4);
      }
      out.write(values);
    }
  }

  @Test
  void runIsThatOfAnyOtherLocale() throws Exception {
    byte[] labels = new byte[24];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 12);
    }
    write("train-labels-idx1-ubyte", 1, labels.length, labels);
    write("train-images-idx3-ubyte", 3, labels.length, new byte[labels.length * 16]);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "simulate",
                "--data",
                folder.toString(),
                "--backbone",
                "pixels",
                "--image-size",
                "8",
                "--clients",
                "2",
                "--partition",
                "iid",
                "--strategy",
                "fedavgm:0.5",
                "--rounds",
                "1",
                "--cache",
                folder.resolve("cache").toString(),
                "--out",
                folder.resolve("out").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("Round 1 of 1", "clients 2/2");
    for (String file : List.of("summary.json", "details.json", "config.yaml", "report.html")) {
      assertThat(Files.readString(folder.resolve("out").resolve(file)))
          .doesNotContainPattern("[\u0660-\u0669\u06f0-\u06f9]");
    }
    assertThat(Files.readString(folder.resolve("out/details.json"))).contains("\"00\"", "\"11\"");
  }
}
