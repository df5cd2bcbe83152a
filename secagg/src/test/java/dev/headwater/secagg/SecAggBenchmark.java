package dev.headwater.secagg;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.MaskExpansion;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What a round costs: processor time of one client and of the server, bytes of one client, against
 * adding up the same fixed-point integers in the open. One thread; medians of five rounds, one
 * round for a thousand clients. Arguments: cohort sizes (default 10 100 1000).
 *
 * <p>The clients that drop vanish after sharing, before their masked input, the costliest moment;
 * planned for 10 % dropouts and 10 % colluders.
 */
final class SecAggBenchmark {
  private static final int LENGTH = 12_814;

  private long serverNanos;

  /** Nanoseconds, bytes up and bytes down by client. */
  private final Map<String, long[]> costs = new TreeMap<>();

  private SecAggBenchmark() {}

  /** Prints a Markdown table. */
  public static void main(String[] arguments) {
    expansionSpeed();
    plainClient();
    int[] cohorts =
        arguments.length == 0
            ? new int[] {10, 100, 1000}
            : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    new SecAggBenchmark().round(SecAggSetup.plan("warm", 0, 32, LENGTH, 20, 0.1, 0.1, 2), 2, 9);
    System.out.println(
        "| clients | dropouts | neighbours | threshold | client CPU ms | server CPU ms | up kB | down kB | plain: client ms | plain: server ms | plain: up kB | bytes up / plain |");
    System.out.println("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (int cohort : cohorts) {
      for (double dropouts : new double[] {0, 0.1}) {
        row(cohort, dropouts);
      }
    }
  }

  private static void row(int cohort, double dropouts) {
    SecAggSetup setup = SecAggSetup.plan("bench", 1, 32, LENGTH, cohort, 0.1, 0.1, 2);
    int rounds = cohort >= 1000 ? 1 : 5;
    double[][] columns = new double[6][rounds];
    for (int i = 0; i < rounds; i++) {
      SecAggBenchmark one = new SecAggBenchmark();
      double[] plain = one.round(setup, (int) Math.round(cohort * dropouts), i);
      columns[0][i] = one.mean(0) / 1e6;
      columns[1][i] = one.serverNanos / 1e6;
      columns[2][i] = one.mean(1) / 1e3;
      columns[3][i] = one.mean(2) / 1e3;
      columns[4][i] = plain[0];
      columns[5][i] = plain[1];
    }
    double[] medians =
        Arrays.stream(columns)
            .mapToDouble(column -> Arrays.stream(column).sorted().toArray()[rounds / 2])
            .toArray();
    double plainUp = LENGTH * 4 / 1e3;
    System.out.printf(
        Locale.ROOT,
        "| %d | %.0f %% | %d | %d | %.1f | %.0f | %.1f | %.1f | %.3f | %.1f | %.1f | %.2f |%n",
        cohort,
        100 * dropouts,
        setup.neighbours(),
        setup.threshold(),
        medians[0],
        medians[1],
        medians[2],
        medians[3],
        medians[4],
        medians[5],
        plainUp,
        medians[2] / plainUp);
  }

  /** A whole round; returns the plain sum's client and server milliseconds. */
  private double[] round(SecAggSetup setup, int dropouts, int sample) {
    Map<String, SecAggClient> clients = new TreeMap<>();
    Map<String, long[]> units = new TreeMap<>();
    for (int i = 0; i < setup.cohort(); i++) {
      String name = "client-%04d".formatted(i);
      KeyedRandom random = KeyedRandom.of(sample, 0, name, Purpose.SHUFFLE);
      long[] input = new long[LENGTH];
      Arrays.setAll(input, j -> random.nextInt(1 << 20) - (1 << 19));
      units.put(name, input);
      costs.put(name, new long[3]);
    }
    SecAggServer server = new SecAggServer(setup, units.keySet(), TrustedIdentities.none());
    for (String name : units.keySet()) {
      Advertisement sent =
          client(
              name,
              () -> {
                SecAggClient made = new SecAggClient(setup, name, null, TrustedIdentities.none());
                clients.put(name, made);
                return made.advertise();
              });
      server(() -> server.accept(sent));
    }
    Map<String, Roster> rosters = server(server::closeAdvertising);
    rosters.forEach(
        (name, roster) -> {
          received(name, roster);
          Shares sent = client(name, () -> get(clients, name).share(roster));
          server(() -> server.accept(sent));
        });
    Map<String, Inbox> inboxes = server(server::closeSharing);
    int[] silent = {dropouts};
    long[] plain = new long[LENGTH];
    inboxes.forEach(
        (name, inbox) -> {
          received(name, inbox);
          if (silent[0] > 0) {
            silent[0]--;
            return;
          }
          MaskedInput sent = client(name, () -> get(clients, name).mask(inbox, get(units, name)));
          server(() -> server.accept(sent));
        });
    Survivors survivors = server(server::closeMasking);
    for (String name : survivors.alive()) {
      received(name, survivors);
      Confirmation sent = client(name, () -> get(clients, name).confirm(survivors));
      server(() -> server.accept(sent));
    }
    Map<String, Confirmations> confirmations = server(server::closeConfirming);
    confirmations.forEach(
        (name, one) -> {
          received(name, one);
          Unmasking sent = client(name, () -> get(clients, name).unmask(survivors, one));
          server(() -> server.accept(sent));
        });
    long[] sum = server(server::finish);
    costs.keySet().retainAll(survivors.alive());
    long before = cpu();
    for (String name : survivors.alive()) {
      long[] input = get(units, name);
      for (int j = 0; j < LENGTH; j++) {
        plain[j] += input[j];
      }
    }
    double plainServer = (cpu() - before) / 1e6;
    if (!Arrays.equals(sum, plain)) {
      throw new AssertionError("the masked sum is not the plain one");
    }
    return new double[] {plainClient(), plainServer};
  }

  /** Rounding a float vector to the grid, which both ways of summing need. */
  private static double plainClient() {
    FixedPoint grid = FixedPoint.finest(1, 1 << 20);
    double[] delta = new double[LENGTH];
    Arrays.setAll(delta, j -> Math.sin(j));
    long[] units = new long[LENGTH];
    long before = cpu();
    for (int repeat = 0; repeat < 100; repeat++) {
      for (int j = 0; j < LENGTH; j++) {
        units[j] += grid.encode(delta[j]);
      }
    }
    double millis = (cpu() - before) / 1e8;
    if (Arrays.stream(units).allMatch(unit -> unit == 0)) {
      throw new AssertionError("nothing was rounded");
    }
    return millis;
  }

  private static void expansionSpeed() {
    MaskExpansion masks = new MaskExpansion(32);
    long[] elements = new long[LENGTH];
    byte[] key = new byte[32];
    double best = 0;
    for (int block = 0; block < 8; block++) {
      long before = cpu();
      for (int i = 0; i < 1000; i++) {
        key[i % 32]++;
        masks.add(key, elements);
      }
      best = Math.max(best, 1000.0 * LENGTH * 4 / 1e6 / ((cpu() - before) / 1e9));
    }
    System.out.printf(Locale.ROOT, "mask expansion, 32-bit ring: %.0f MB/s%n%n", best);
  }

  private <T extends Message> T client(String name, Supplier<T> work) {
    long before = cpu();
    T sent = work.get();
    long[] cost = get(costs, name);
    cost[0] += cpu() - before;
    cost[1] += sent.payloadBytes();
    return sent;
  }

  /** Over the clients that stayed to the end. */
  private double mean(int cost) {
    return costs.values().stream().mapToLong(all -> all[cost]).average().orElse(0);
  }

  private <T> T server(Supplier<T> work) {
    long before = cpu();
    T result = work.get();
    serverNanos += cpu() - before;
    return result;
  }

  private void received(String name, Message message) {
    get(costs, name)[2] += message.payloadBytes();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static <T> T get(Map<String, T> map, String name) {
    return Objects.requireNonNull(map.get(name));
  }
}
