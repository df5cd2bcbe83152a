package dev.headwater.spark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standalone cluster of real processes, out of the jars on the class path of the test: Spark's
 * alone, as on a cluster that has never heard of Headwater.
 */
final class Cluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern WORKER = Pattern.compile("(Successfully registered with master)");
  private static final Path APP = Path.of("src/main/app");

  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private final String url;

  /** Starts a master and workers of one core and 1 GB each, and waits for them. */
  Cluster(Path folder, int workers) throws IOException {
    this.home = folder;
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry).toAbsolutePath();
      if (entry.endsWith(".jar") && !jar.getFileName().toString().startsWith("headwater")) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    url =
        start(
            MASTER,
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    for (int i = 0; i < workers; i++) {
      startWorker();
    }
  }

  void startWorker() throws IOException {
    start(
        WORKER,
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "1g",
        "--work-dir",
        Files.createTempDirectory(home, "work").toString(),
        url);
  }

  /** Such as {@code spark://127.0.0.1:35000}. */
  String url() {
    return url;
  }

  /** Kills what works for a worker with SIGKILL; its worker starts another one. */
  void killExecutorOf(int worker) {
    processes.get(1 + worker).descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills a worker and what works for it with SIGKILL. */
  void killWorker(int worker) {
    List<ProcessHandle> executors = processes.get(1 + worker).descendants().toList();
    processes.get(1 + worker).destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  private String start(Pattern ready, String... program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + APP.resolve("java.options").toAbsolutePath());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dspark.master.rest.enabled=false",
            "-cp",
            APP.resolve("conf").toAbsolutePath()
                + File.pathSeparator
                + home.resolve("jars")
                + "/*"));
    command.addAll(List.of(program));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    processes.add(process);
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      Matcher found = ready.matcher(line);
      if (found.find()) {
        drain(said);
        return found.group(1);
      }
    }
    throw new IllegalStateException("a process of the cluster ended: " + all);
  }

  private static void drain(BufferedReader said) {
    Thread reader =
        new Thread(
            () -> {
              try (said) {
                while (said.readLine() != null) {}
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.onExit().join();
    }
  }
}
