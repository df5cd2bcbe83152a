package dev.headwater.cli.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.process.LiveProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a coordinator's process holds after a collection of all garbage, over its rounds. */
final class Memory {
  private static final int EVERY_SECONDS = 10;

  /** Room for what grows and shrinks by itself: buffers of the network, compiled code's data. */
  private static final double FLAT = 1.25;

  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private record Sample(long round, long liveKilobytes, long residentKilobytes) {}

  private final List<Sample> samples = new ArrayList<>();

  private Memory() {}

  static Memory watch(LiveProgram program, Path rounds, ScheduledExecutorService timer) {
    Memory memory = new Memory();
    var unused =
        timer.scheduleAtFixedRate(
            () -> memory.sample(program, rounds), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    return memory;
  }

  private void sample(LiveProgram program, Path rounds) {
    if (!program.isAlive() || !Files.exists(rounds)) {
      return;
    }
    try (Stream<String> lines = Files.lines(rounds)) {
      long round = lines.count();
      jcmd(program, "GC.run");
      long live =
          jcmd(program, "GC.heap_info")
              .lines()
              .filter(line -> line.contains("PSYoungGen") || line.contains("ParOldGen"))
              .mapToLong(Memory::used)
              .sum();
      synchronized (samples) {
        samples.add(new Sample(round, live, program.residentKilobytes()));
      }
    } catch (IOException e) {
      // it has just ended
    }
  }

  private static long used(String line) {
    Matcher used = USED.matcher(line);
    return used.find() ? Long.parseLong(used.group(1)) : 0;
  }

  private static String jcmd(LiveProgram program, String command) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "" + program.pid(),
                command)
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private List<Sample> duringRounds() {
    synchronized (samples) {
      return samples.stream().filter(one -> one.round() > 0 && one.liveKilobytes() > 0).toList();
    }
  }

  /** The last quarter of the run holds no more than the second. */
  void requireFlat() {
    List<Sample> all = duringRounds();
    assertThat(all).hasSizeGreaterThan(7);
    int quarter = all.size() / 4;
    double early = live(all.subList(quarter, 2 * quarter));
    double late = live(all.subList(all.size() - quarter, all.size()));
    assertThat(late).as(toString()).isLessThan(FLAT * early);
  }

  private static double live(List<Sample> some) {
    return some.stream().mapToLong(Sample::liveKilobytes).average().orElseThrow();
  }

  @Override
  public String toString() {
    List<Sample> all = duringRounds();
    int step = Math.max(1, all.size() / 8);
    return "live heap (and resident) in MB: "
        + Stream.iterate(0, i -> i < all.size(), i -> i + step)
            .map(all::get)
            .map(
                one ->
                    "round %d: %d (%d)"
                        .formatted(
                            one.round(),
                            one.liveKilobytes() / 1024,
                            one.residentKilobytes() / 1024))
            .collect(Collectors.joining(", "));
  }
}
