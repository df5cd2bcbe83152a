package dev.headwater.secagg.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.simulation.InMemoryRound.Aborted;
import dev.headwater.secagg.simulation.InMemoryRound.Result;
import dev.headwater.secagg.simulation.InMemoryRound.Summed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InMemoryRoundTest {
  private static final int LENGTH = 5;

  private static final List<Stage> STAGES = List.of(Stage.values());

  /** Null: takes every step. */
  private static final List<@Nullable Stage> FATES = new ArrayList<>(Arrays.asList(Stage.values()));

  static {
    FATES.add(null);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void everyPatternOfDropoutsGivesThePlainSumOrNothing(int clients) {
    int patterns = (int) Math.pow(FATES.size(), clients);
    for (int pattern = 0; pattern < patterns; pattern++) {
      List<@Nullable Stage> fates = new ArrayList<>();
      for (int rest = pattern, client = 0; client < clients; client++, rest /= FATES.size()) {
        fates.add(FATES.get(rest % FATES.size()));
      }
      sumsOrAborts(fates, pattern);
    }
  }

  /**
   * Clients differ by their names' order alone, so each multiset of fates is tried in one order.
   */
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6})
  void everyMultisetOfDropoutsGivesThePlainSumOrNothing(int clients) {
    List<List<@Nullable Stage>> multisets = new ArrayList<>();
    multisets(clients, 0, new ArrayList<>(), multisets);
    IntStream.range(0, multisets.size())
        .parallel()
        .forEach(
            i -> {
              Collections.rotate(multisets.get(i), i);
              sumsOrAborts(multisets.get(i), i);
            });
  }

  private static void multisets(
      int left, int from, List<@Nullable Stage> chosen, List<List<@Nullable Stage>> into) {
    if (left == 0) {
      into.add(new ArrayList<>(chosen));
      return;
    }
    for (int fate = from; fate < FATES.size(); fate++) {
      chosen.add(FATES.get(fate));
      multisets(left - 1, fate, chosen, into);
      chosen.remove(chosen.size() - 1);
    }
  }

  private static void sumsOrAborts(List<@Nullable Stage> fates, int pattern) {
    int clients = fates.size();
    int threshold = clients / 2 + 1;
    int ringBits = pattern % 2 == 0 ? 32 : 64;
    SecAggSetup setup =
        new SecAggSetup("run", pattern, ringBits, LENGTH, clients, clients - 1, threshold, 2);
    Map<String, long[]> inputs = new TreeMap<>();
    Map<String, Stage> dropouts = new TreeMap<>();
    for (int i = 0; i < clients; i++) {
      String name = "client-" + i;
      inputs.put(name, input(pattern, i, LENGTH));
      Stage fate = fates.get(i);
      if (fate != null) {
        dropouts.put(name, fate);
      }
    }
    Result outcome = InMemoryRound.run(setup, inputs, dropouts);
    int left = clients;
    for (Stage stage : Stage.values()) {
      for (Stage fate : dropouts.values()) {
        left -= fate == stage ? 1 : 0;
      }
      if (left < Math.max(threshold, 2)) {
        assertThat(outcome).as("%s", fates).isInstanceOf(Aborted.class);
        assertThat(((Aborted) outcome).stage()).as("%s", fates).isEqualTo(stage);
        return;
      }
    }
    isThePlainSum(outcome, inputs, dropouts, ringBits);
  }

  @Test
  void regularGraphsGiveThePlainSumWhereverTheThresholdIsLeft() {
    // 11 holders of which at most 5 vanish: the threshold of 6 is left whatever the graph.
    for (int sample = 0; sample < 4; sample++) {
      int ringBits = sample % 2 == 0 ? 32 : 64;
      SecAggSetup setup = new SecAggSetup("run", sample, ringBits, 33, 60, 10, 6, 2);
      Map<String, long[]> inputs = inputs(60, sample, 33);
      Map<String, Stage> dropouts = someDropouts(60, 5, sample);
      isThePlainSum(InMemoryRound.run(setup, inputs, dropouts), inputs, dropouts, ringBits);
    }
  }

  @Test
  void completeGraphsOfAnySizeGiveThePlainSum() {
    for (int clients : new int[] {7, 16}) {
      SecAggSetup setup = SecAggSetup.plan("run", 1, 32, 9, clients, 0.2, 0.1, 2);
      Map<String, long[]> inputs = inputs(clients, clients, 9);
      Map<String, Stage> dropouts = someDropouts(clients, clients / 5, clients);
      isThePlainSum(InMemoryRound.run(setup, inputs, dropouts), inputs, dropouts, 32);
    }
  }

  @Test
  void tooManyDropoutsFromARegularGraphAbortOrSumExactly() {
    for (int sample = 0; sample < 3; sample++) {
      SecAggSetup setup = new SecAggSetup("run", sample, 64, 4, 30, 6, 5, 2);
      Map<String, long[]> inputs = inputs(30, sample, 4);
      Map<String, Stage> dropouts = someDropouts(30, 6 + sample, sample);
      Result outcome = InMemoryRound.run(setup, inputs, dropouts);
      if (outcome instanceof Summed summed) {
        assertThat(summed.sum()).isEqualTo(plainSum(inputs, summed.survivors(), 64));
      }
    }
  }

  @Test
  void fewerSurvivorsThanAskedForAbort() {
    SecAggSetup setup = new SecAggSetup("run", 0, 32, 3, 5, 4, 3, 5);
    Result outcome = InMemoryRound.run(setup, inputs(5, 0, 3), Map.of("client-2", Stage.MASK));
    assertThat(outcome).isInstanceOf(Aborted.class);
    assertThat(((Aborted) outcome).reason()).contains("4 of 5 clients", "at least 5");
  }

  @Test
  void workersMayRunClientsOnManyThreads() {
    SecAggSetup setup = SecAggSetup.plan("run", 3, 32, 100, 12, 0.1, 0.1, 2);
    Map<String, long[]> inputs = inputs(12, 3, 100);
    Result outcome =
        InMemoryRound.run(
            setup,
            inputs.keySet(),
            name -> inputs.getOrDefault(name, new long[0]),
            Map.of("client-7", Stage.MASK),
            (names, step) -> names.parallelStream().forEach(step));
    isThePlainSum(outcome, inputs, Map.of("client-7", Stage.MASK), 32);
  }

  private static void isThePlainSum(
      Result outcome, Map<String, long[]> inputs, Map<String, Stage> dropouts, int ringBits) {
    assertThat(outcome).as("%s", dropouts).isInstanceOf(Summed.class);
    List<String> alive =
        inputs.keySet().stream()
            .filter(name -> !dropouts.containsKey(name) || lateEnough(dropouts, name))
            .toList();
    Summed summed = (Summed) outcome;
    assertThat(summed.survivors()).as("%s", dropouts).isEqualTo(alive);
    assertThat(summed.sum()).as("%s", dropouts).isEqualTo(plainSum(inputs, alive, ringBits));
  }

  private static boolean lateEnough(Map<String, Stage> dropouts, String name) {
    return dropouts.getOrDefault(name, Stage.UNMASK).compareTo(Stage.MASK) > 0;
  }

  private static long[] plainSum(Map<String, long[]> inputs, List<String> names, int ringBits) {
    long[] sum = new long[inputs.values().iterator().next().length];
    for (String name : names) {
      long[] input = inputs.getOrDefault(name, new long[0]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += input[i];
      }
    }
    return ringBits == 64 ? sum : Arrays.stream(sum).map(value -> (int) value).toArray();
  }

  private static Map<String, Stage> someDropouts(int clients, int count, int sample) {
    KeyedRandom random = KeyedRandom.of(sample, 0, "dropouts", Purpose.COHORT);
    Map<String, Stage> dropouts = new TreeMap<>();
    while (dropouts.size() < count) {
      dropouts.put("client-" + random.nextInt(clients), STAGES.get(random.nextInt(STAGES.size())));
    }
    return dropouts;
  }

  private static Map<String, long[]> inputs(int clients, int sample, int length) {
    Map<String, long[]> inputs = new TreeMap<>();
    for (int i = 0; i < clients; i++) {
      inputs.put("client-" + i, input(sample, i, length));
    }
    return inputs;
  }

  private static long[] input(int sample, int client, int length) {
    KeyedRandom random = KeyedRandom.of(sample, 0, "client-" + client, Purpose.SHUFFLE);
    long[] input = new long[length];
    for (int i = 0; i < length; i++) {
      input[i] = random.nextLong();
    }
    return input;
  }
}
