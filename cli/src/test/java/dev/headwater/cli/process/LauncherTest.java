package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher beside a build that stands for the real one: a jar with this class path. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private final Path root;
  private final Path app;

  LauncherTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.app = Files.createDirectories(root.resolve("cli/target/app"));
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(app.resolve("app.jar")), manifest).close();
    Files.setLastModifiedTime(
        Files.createFile(app.resolve("built")), FileTime.from(Instant.now().plusSeconds(3600)));
    Files.copy(
        Path.of(System.getProperty("headwater.root")).resolve("headwater"),
        root.resolve("headwater"),
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void startsWithoutAnArchiveOfClasses() throws Exception {
    assertThat(said("--version")).isEqualTo(String.join("\n", new Version().getVersion()) + "\n");
  }

  @Test
  void archiveOfClassesThatDoesNotFitIsNoNews() throws Exception {
    Files.writeString(app.resolve("classes.jsa"), "no archive ".repeat(1000));

    assertThat(said("--version")).isEqualTo(String.join("\n", new Version().getVersion()) + "\n");
  }

  @Test
  void sparkIsOnTheClassPathOfThoseWhoAskForIt() throws Exception {
    Path spark = Files.createDirectories(root.resolve("spark/target/app"));
    Files.setLastModifiedTime(
        Files.createFile(spark.resolve("built")), FileTime.from(Instant.now().plusSeconds(3600)));
    Files.writeString(spark.resolve("java.options"), "--no-such-option\n");
    Path config = Files.writeString(root.resolve("config.yaml"), "rounds: 3\nengine: \"spark\"\n");
    Path sweep = Files.writeString(root.resolve("sweep.yaml"), "base:\n  engine: spark\n");
    Path here = Files.writeString(root.resolve("here.yaml"), "base:\n  engine: memory\n");

    assertThat(said("--version")).startsWith("headwater ");
    assertThat(said("--version", "--engine", "memory", "--config", "" + config))
        .doesNotContain("no-such-option");
    assertThat(said("sweep", "" + here)).doesNotContain("no-such-option");
    assertThat(said("replay", "" + sweep)).doesNotContain("no-such-option");
    for (List<String> asks :
        List.of(
            List.of("--engine", "spark"),
            List.of("--engine=spark"),
            List.of("--config", "" + config),
            List.of("--resume=" + root),
            List.of("sweep", "" + sweep, "--jobs", "1"))) {
      assertThat(said(asks.toArray(String[]::new))).contains("no-such-option");
    }
  }

  @Test
  void aReleaseGivesJavaTheSameFlags() throws IOException {
    Path checkout = Path.of(System.getProperty("headwater.root"));

    assertThat(flags(checkout.resolve("release/src/main/bin/headwater")))
        .contains("--add-modules", "-XX:MaxNewSize=128m")
        .isEqualTo(flags(checkout.resolve("headwater")));
  }

  /** Of Java, but for the archive of classes; without variables' values. */
  private static Set<String> flags(Path script) throws IOException {
    Set<String> flags =
        Pattern.compile("(?<=[\\s(])-(-add-modules|XX:|D(?!quick|skipTests))[\\w.:+=-]*")
            .matcher(Files.readString(script))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    flags.removeAll(Set.of("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="));
    return flags;
  }

  private String said(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve("headwater").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(root.toFile()); // what a command writes goes with it
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    // Java's own line about the module of vectors, where the runtime has it.
    return said.replace("WARNING: Using incubator modules: jdk.incubator.vector\n", "");
  }
}
