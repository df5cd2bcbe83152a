package dev.headwater.simulations.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Masked rounds over processes of the operating system. Clients are killed with SIGKILL exactly
 * where they are about to take a step, and are started again under their names.
 */
class KilledClientsTest {
  private static final int ROUNDS = 9;
  private static final long STEP_DEADLINE_MILLIS = 5000;
  private static final long PATIENCE_SECONDS = 60;

  /** Where each client dies: one of five in rounds 2 to 6, three of five in rounds 7 and 8. */
  private static final Map<String, List<String>> DEATHS =
      Map.of(
          "client-0", List.of("2:ADVERTISE", "7:MASK", "8:UNMASK"),
          "client-1", List.of("3:SHARE", "7:MASK", "8:UNMASK"),
          "client-2", List.of("4:MASK", "7:MASK", "8:UNMASK"),
          "client-3", List.of("5:CONFIRM"),
          "client-4", List.of("6:UNMASK"));

  private record Line(String process, String text) {}

  private record Round(
      int number, String digest, List<String> cohort, boolean summed, String rest) {
    static Round of(String line) {
      String[] words = line.split(" ", 6);
      return new Round(
          Integer.parseInt(words[1]),
          words[2],
          List.of(words[3].split(",")),
          words[4].equals("summed"),
          words[5]);
    }

    List<String> contributors() {
      return List.of(rest.split(","));
    }
  }

  /** Where the nodes keep their keys, by which they come back under their names. */
  private final Path keys;

  KilledClientsTest(@TempDir Path keys) {
    this.keys = keys;
  }

  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private final List<Process> all = new ArrayList<>();

  @AfterEach
  void killWhatIsLeft() {
    all.forEach(Process::destroyForcibly);
  }

  private Process launch(String name, Class<?> main, List<String> args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // many short lives
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(args);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    all.add(process);
    Thread reader = new Thread(() -> read(name, process), name + "-output");
    reader.setDaemon(true);
    reader.start();
    return process;
  }

  private void read(String name, Process process) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = output.readLine(); text != null; text = output.readLine()) {
        lines.add(new Line(name, text));
      }
    } catch (IOException e) {
      lines.add(new Line(name, "killed"));
    }
  }

  private Line next() throws InterruptedException {
    return Objects.requireNonNull(
        lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no process says anything");
  }

  @Test
  void roundsThatKeepTheThresholdEndInTheExactSumAndOthersEndWithoutAndTheRunGoesOn()
      throws Exception {
    launch(
        "coordinator",
        CoordinatorProcess.class,
        List.of(String.valueOf(ROUNDS), String.valueOf(STEP_DEADLINE_MILLIS)));
    Line first = next();
    assertThat(first.text()).startsWith("PORT ");
    String port = first.text().substring("PORT ".length());
    Map<String, Process> clients = new HashMap<>();
    Map<String, List<String>> deaths = new HashMap<>(DEATHS);
    for (String name : DEATHS.keySet()) {
      clients.put(name, client(port, name, deaths));
    }

    List<Round> rounds = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    int killed = 0;
    for (Line line = next(); !line.text().equals("DONE"); line = next()) {
      if (line.text().startsWith("ROUND ")) {
        rounds.add(Round.of(line.text()));
        for (String name : absent) {
          clients.put(name, client(port, name, deaths));
        }
        absent.clear();
      } else if (line.text().startsWith("AT ")) {
        String place = line.text().substring("AT ".length());
        Objects.requireNonNull(clients.get(line.process())).destroyForcibly().waitFor();
        killed++;
        deaths.computeIfPresent(
            line.process(), (name, left) -> left.stream().filter(p -> !p.equals(place)).toList());
        if (place.endsWith("ADVERTISE")) {
          absent.add(line.process()); // with its keys unsent it could still take part
        } else {
          clients.put(line.process(), client(port, line.process(), deaths));
        }
      } else {
        assertThat(line.text()).doesNotContain("Exception").doesNotStartWith("ENDED Refused");
      }
    }

    assertThat(killed).isEqualTo(11);
    assertThat(rounds)
        .extracting(Round::summed)
        .containsExactly(true, true, true, true, true, true, false, false, true);
    assertThat(rounds.stream().filter(Round::summed).map(round -> round.contributors().size()))
        .containsExactly(5, 4, 4, 4, 5, 5, 5);
    // Two are alive; a busy machine may hold one of them up for longer than the deadline.
    assertThat(rounds.get(6).rest()).containsPattern("[12] of 5 clients sent a masked input");
    assertThat(rounds.get(7).rest()).containsPattern("[12] clients? gave shares");
    assertThat(rounds).extracting(Round::digest).isEqualTo(replayed(rounds));
  }

  private Process client(String port, String name, Map<String, List<String>> deaths) {
    List<String> args = new ArrayList<>(List.of(port, name, keys.toString()));
    args.addAll(deaths.getOrDefault(name, List.of()));
    try {
      return launch(name, ClientProcess.class, args);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parameters after every round, if each had summed its contributors in the open. */
  private static List<String> replayed(List<Round> rounds) {
    RunSettings settings = SmallRun.settings(ROUNDS);
    ServerState state = settings.start();
    List<String> digests = new ArrayList<>();
    for (Round round : rounds) {
      if (round.summed()) {
        SortedMap<String, Integer> population = new TreeMap<>();
        round.cohort().forEach(name -> population.put(name, SmallRun.examples(name).size()));
        RoundTask task = settings.task(round.number(), state, population, Instruction.NONE);
        var gathering = new Gathering(task);
        for (String name : round.contributors()) {
          gathering.offer(Tasks.contribute(name, SmallRun.examples(name), task.train()));
        }
        state = settings.strategy().update(state, task, gathering.close(0, 0));
      }
      digests.add(state.parameters().digest());
    }
    return digests;
  }
}
