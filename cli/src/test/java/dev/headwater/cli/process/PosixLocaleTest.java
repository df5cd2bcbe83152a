package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.Main;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class folders in letters beyond ASCII, under a locale that knows ASCII alone. */
class PosixLocaleTest {
  /** Cat and dog: three bytes each, hence the same name to a Java that cannot decode them. */
  private static final List<String> CLASSES = List.of("\u732b", "\u72ac", "dog");

  private final Path folder;

  private record Ended(int code, String said) {}

  PosixLocaleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void writeClassFolders() throws IOException {
    Assumptions.assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "SKIPPED: this locale cannot make the folders (expected: LC_ALL=C.UTF-8)");
    for (String label : CLASSES) {
      Path pictures = Files.createDirectories(folder.resolve("data").resolve(label));
      for (int i = 0; i < 4; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(i, CLASSES.indexOf(label), 0xffffff);
        ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
      }
    }
  }

  @Test
  void javaStartedByHandRefusesNamesThatItCannotRead() throws Exception {
    Ended ended =
        run(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());

    assertThat(ended.said())
        .contains("headwater: data: the name %E7%8")
        .contains("cannot be read in this locale", "set LC_ALL=C.UTF-8")
        .doesNotContain("Exception");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void launcherTrainsTheThreeClasses() throws Exception {
    Ended ended = run(launcher().toString());

    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(Files.readString(folder.resolve("out/details.json"))).contains(CLASSES);
  }

  /** The real launcher beside a build that stands for the real one: a jar with our class path. */
  private Path launcher() throws IOException {
    Path root = folder.resolve("checkout");
    Path app = Files.createDirectories(root.resolve("cli/target/app"));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(app.resolve("app.jar")), manifest).close();
    Path launcher =
        Files.copy(
            Path.of(System.getProperty("headwater.root")).resolve("headwater"),
            root.resolve("headwater"),
            StandardCopyOption.COPY_ATTRIBUTES);
    Files.setLastModifiedTime(
        Files.createFile(app.resolve("built")), FileTime.from(Instant.now().plusSeconds(3600)));
    return launcher;
  }

  private Ended run(String... program) throws Exception {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of("simulate", "--data", folder.resolve("data").toString()));
    command.addAll(List.of("--backbone", "pixels", "--clients", "3", "--partition", "iid"));
    command.addAll(
        List.of("--rounds", "1", "--image-size", "8", "--out", folder.resolve("out").toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "POSIX");
    builder.environment().put("HEADWATER_CACHE", folder.resolve("cache").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }
}
