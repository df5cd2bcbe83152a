package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launchers take a terminal's width for, on one that util-linux's script makes. */
@EnabledOnOs(OS.LINUX)
class LauncherColumnsTest {
  private static final String CHECKOUT = "headwater";
  private static final String RELEASE = "release/src/main/bin/headwater";

  private final Path root;

  /** Java here is a script that says its width. */
  LauncherColumnsTest(@TempDir Path root) throws IOException {
    this.root = root;
    Path java = Files.createDirectories(root.resolve("java/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"width ${COLUMNS:-none}\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path app = Files.createDirectories(root.resolve("cli/target/app"));
    for (String name : new String[] {"built", "archived"}) {
      Files.setLastModifiedTime(
          Files.createFile(app.resolve(name)), FileTime.from(Instant.now().plusSeconds(3600)));
    }
    for (String launcher : new String[] {CHECKOUT, RELEASE}) {
      Path copy = root.resolve(launcher);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of(System.getProperty("headwater.root")).resolve(launcher), copy);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHECKOUT, RELEASE})
  void theTerminalOfStandardOutputSays(String launcher) throws Exception {
    assertThat(width("stty cols 50; COLUMNS=97 " + launcher(launcher))).isEqualTo("width 50");
  }

  @ParameterizedTest
  @ValueSource(strings = {CHECKOUT, RELEASE})
  void theTerminalOfStandardErrorSaysWhereOutputGoesElsewhere(String launcher) throws Exception {
    assertThat(width("stty cols 50; COLUMNS=97 " + launcher(launcher) + " | cat"))
        .isEqualTo("width 50");
  }

  @ParameterizedTest
  @ValueSource(strings = {CHECKOUT, RELEASE})
  void aTerminalThatDoesNotControlTheProcessSaysAsWell(String launcher) throws Exception {
    assertThat(width("stty cols 50; COLUMNS=97 setsid --wait " + launcher(launcher)))
        .isEqualTo("width 50");
  }

  @ParameterizedTest
  @ValueSource(strings = {CHECKOUT, RELEASE})
  void theUserSaysWhereNoTerminalDoes(String launcher) throws Exception {
    assertThat(width("stty cols 0; COLUMNS=97 " + launcher(launcher))).isEqualTo("width 97");
    assertThat(width("stty cols 0; COLUMNS=wide " + launcher(launcher))).isEqualTo("width 80");
  }

  private String launcher(String name) {
    return "'%s' --version".formatted(root.resolve(name));
  }

  private String width(String command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().put("JAVA_HOME", root.resolve("java").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }
}
