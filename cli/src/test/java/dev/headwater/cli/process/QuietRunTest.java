package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real {@code simulate} looks up no name, opens no connection, and leaves files in its output
 * folder and the cache alone. It runs in a network namespace of its own, where a name server
 * listens and the kernel's counters show every packet, with a fresh home and temporary folder.
 */
class QuietRunTest {
  private final Path folder;

  QuietRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void simulateSendsNothingAndWritesOnlyToItsOutputAndTheCache() throws Exception {
    List<String> watched =
        watch(
            List.of("-XX:+UseParallelGC", "-XX:-UsePerfData", "-Djava.awt.headless=true"),
            Main.class,
            "simulate",
            "--data",
            "demo:users=2,pictures=6,test=6",
            "--rounds",
            "1",
            "--out",
            folder.resolve("out").toString());

    assertThat(watched).contains("EXIT 0");
    assertThat(watched).filteredOn(line -> line.startsWith("LOOKED UP")).isEmpty();
    assertThat(watched).filteredOn(line -> line.startsWith("COUNTED")).isEmpty();
    assertThat(left("out")).anyMatch(file -> file.endsWith("summary.json"));
    assertThat(left("cache")).anyMatch(file -> file.endsWith(".features"));
    assertThat(left("home")).isEmpty();
    assertThat(left("tmp")).isEmpty();
    assertThat(left("work")).isEmpty();
  }

  /** The watch itself: a process that does what a run must not is seen. */
  @Test
  void watchSeesALookupAndAConnection() throws Exception {
    List<String> watched = watch(List.of(), Talker.class);

    assertThat(watched).contains("EXIT 0", "LOOKED UP events.example.org");
    assertThat(watched)
        .anyMatch(line -> line.startsWith("COUNTED Udp OutDatagrams"))
        .anyMatch(line -> line.startsWith("COUNTED Tcp ActiveOpens"));
    assertThat(left("home")).containsExactly("device-id");
  }

  private List<String> watch(List<String> flags, Class<?> main, String... args) throws Exception {
    List<String> unshare = unshare();
    for (String name : List.of("home", "tmp", "work", "cache")) {
      Files.createDirectory(folder.resolve(name));
    }
    Path resolv = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>(unshare);
    command.addAll(
        List.of(
            "sh",
            "-c",
            "ip link set lo up && mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"",
            resolv.toString()));
    command.addAll(
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            classPath,
            NetworkWatch.class.getName()));
    command.addAll(List.of(java, "-Djava.io.tmpdir=" + folder.resolve("tmp")));
    command.addAll(List.of("-Duser.home=" + folder.resolve("home"), "-cp", classPath));
    command.addAll(flags);
    command.add(main.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("ORT_DISABLE_TELEMETRY");
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", folder.resolve("home").toString(),
                "TMPDIR", folder.resolve("tmp").toString(),
                "HEADWATER_CACHE", folder.resolve("cache").toString()));
    return run(builder.directory(folder.resolve("work").toFile()));
  }

  /** How this machine lets us into namespaces: as root, or as root of a user namespace. */
  private static List<String> unshare() throws Exception {
    List<List<String>> ways =
        List.of(List.of("unshare", "-n", "-m"), List.of("unshare", "-r", "-n", "-m"));
    for (List<String> way : ways) {
      List<String> probe = new ArrayList<>(way);
      probe.addAll(
          List.of(
              "sh",
              "-c",
              "ip link set lo up && mount --bind /dev/null /etc/resolv.conf && echo WORKS"));
      try {
        if (run(new ProcessBuilder(probe)).contains("WORKS")) {
          return way;
        }
      } catch (IOException e) {
        break; // no such program
      }
    }
    String why =
        "SKIPPED: whether a run sends anything is not tested here (expected: unshare and ip, and"
            + " the right to make network namespaces)";
    System.out.println(why);
    Assumptions.abort(why);
    return List.of();
  }

  private static List<String> run(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines().toList();
  }

  /** Files and folders below one of the run's folders, without that folder itself. */
  private List<String> left(String name) throws IOException {
    Path root = folder.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> !file.equals(root))
          .map(file -> root.relativize(file).toString().replace(File.separatorChar, '/'))
          .toList();
    }
  }
}
