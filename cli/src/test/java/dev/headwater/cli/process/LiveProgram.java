package dev.headwater.cli.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program, or another main class with this class path, in a process of its own. */
public final class LiveProgram implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final CountDownLatch listening = new CountDownLatch(1);
  private final Thread reader;

  private LiveProgram(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts it.
   *
   * @param java flags of the virtual machine
   */
  public static LiveProgram start(List<String> java, Class<?> main, List<String> args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-Djava.awt.headless=true"));
    command.addAll(java);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    return new LiveProgram(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        if (line.startsWith("Listening on port")) {
          listening.countDown();
        }
      }
    } catch (IOException e) {
      // it is gone
    } finally {
      listening.countDown();
    }
  }

  /** Waits until a coordinator has opened its port, or has ended. */
  public void awaitPort() throws InterruptedException {
    listening.await();
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for its end; the exit code, or -1 if it lives on after this time and is killed. */
  public int exitCode(long seconds) throws InterruptedException {
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    reader.join();
    return ended ? process.exitValue() : -1;
  }

  /** Asks it to end, as a service's stop does. */
  void terminate() {
    process.toHandle().destroy(); // the process's own closes its output, too
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything it has said so far. */
  public String said() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /** Kilobytes of memory that the system counts as this process's. */
  public long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + pid(), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
