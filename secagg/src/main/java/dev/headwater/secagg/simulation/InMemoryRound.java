package dev.headwater.secagg.simulation;

import dev.headwater.secagg.SecAggAborted;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.SecAggServer;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.Verdict;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.Message;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Survivors;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A whole round in one process, for simulations, tests and benchmarks. */
public final class InMemoryRound {
  /** How the clients' work is executed: on the calling thread or on the caller's pool. */
  @FunctionalInterface
  public interface Workers {
    /**
     * Calls {@code step} once for every name, in any order and on any threads, and returns when all
     * calls have returned.
     */
    void each(Collection<String> names, Consumer<String> step);
  }

  /** The outcome of a round. */
  public sealed interface Result {
    /** Bytes sent by all clients in each step. */
    Map<Stage, Long> bytesUp();

    /** Bytes received by all clients for each step. */
    Map<Stage, Long> bytesDown();
  }

  /**
   * A round with a sum.
   *
   * @param sum signed, centred elements; not copied
   * @param survivors whose inputs it is of, sorted
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Summed(
      long[] sum, List<String> survivors, Map<Stage, Long> bytesUp, Map<Stage, Long> bytesDown)
      implements Result {}

  /**
   * A round without a sum.
   *
   * @param stage the step with too few messages
   * @param reason a sentence
   */
  public record Aborted(
      Stage stage, String reason, Map<Stage, Long> bytesUp, Map<Stage, Long> bytesDown)
      implements Result {}

  private final SecAggSetup setup;
  private final Function<String, long[]> inputs;
  private final Map<String, Stage> dropouts;
  private final Workers workers;
  private final SecAggServer server;
  private final Map<String, SecAggClient> clients = new ConcurrentHashMap<>();
  private final Map<Stage, Long> up = new EnumMap<>(Stage.class);
  private final Map<Stage, Long> down = new EnumMap<>(Stage.class);

  private InMemoryRound(
      SecAggSetup setup,
      Collection<String> cohort,
      Function<String, long[]> inputs,
      Map<String, Stage> dropouts,
      Workers workers) {
    this.setup = setup;
    this.inputs = inputs;
    this.dropouts = dropouts;
    this.workers = workers;
    this.server = new SecAggServer(setup, Set.copyOf(cohort), TrustedIdentities.none());
  }

  /**
   * Runs a round on the calling thread.
   *
   * @param inputs {@code length} integers by client
   * @param dropouts the first step that a client does not take; clients not named take all
   */
  public static Result run(
      SecAggSetup setup, Map<String, long[]> inputs, Map<String, Stage> dropouts) {
    return run(
        setup,
        new TreeSet<>(inputs.keySet()),
        name -> {
          long[] units = inputs.get(name);
          if (units == null) {
            throw new IllegalArgumentException(name + ": no input (expected: one)");
          }
          return units;
        },
        dropouts,
        (names, step) -> names.forEach(step));
  }

  /**
   * Runs a round that requests each input when it is masked; {@code inputs} is called on the
   * threads of {@code workers}.
   */
  public static Result run(
      SecAggSetup setup,
      Collection<String> cohort,
      Function<String, long[]> inputs,
      Map<String, Stage> dropouts,
      Workers workers) {
    return new InMemoryRound(setup, cohort, inputs, dropouts, workers).run(cohort);
  }

  private Result run(Collection<String> cohort) {
    try {
      step(
          Stage.ADVERTISE,
          cohort,
          name -> {
            SecAggClient client = new SecAggClient(setup, name, null, TrustedIdentities.none());
            clients.put(name, client);
            var message = client.advertise();
            deliver(Stage.ADVERTISE, message, () -> server.accept(message));
          });
      Map<String, Roster> rosters = server.closeAdvertising();
      received(Stage.SHARE, rosters);
      step(
          Stage.SHARE,
          rosters.keySet(),
          name -> {
            var message = client(name).share(of(rosters, name));
            deliver(Stage.SHARE, message, () -> server.accept(message));
          });
      Map<String, Inbox> inboxes = server.closeSharing();
      received(Stage.MASK, inboxes);
      step(
          Stage.MASK,
          inboxes.keySet(),
          name -> {
            var message = client(name).mask(of(inboxes, name), inputs.apply(name));
            deliver(Stage.MASK, message, () -> server.accept(message));
          });
      Survivors survivors = server.closeMasking();
      down.put(Stage.CONFIRM, (long) survivors.payloadBytes() * survivors.alive().size());
      step(
          Stage.CONFIRM,
          survivors.alive(),
          name -> {
            var message = client(name).confirm(survivors);
            deliver(Stage.CONFIRM, message, () -> server.accept(message));
          });
      Map<String, Confirmations> confirmations = server.closeConfirming();
      received(Stage.UNMASK, confirmations);
      step(
          Stage.UNMASK,
          confirmations.keySet(),
          name -> {
            var message = client(name).unmask(survivors, of(confirmations, name));
            deliver(Stage.UNMASK, message, () -> server.accept(message));
          });
      return new Summed(server.finish(), survivors.alive(), Map.copyOf(up), Map.copyOf(down));
    } catch (SecAggAborted e) {
      return new Aborted(
          e.stage(), String.valueOf(e.getMessage()), Map.copyOf(up), Map.copyOf(down));
    }
  }

  private void step(Stage stage, Collection<String> names, Consumer<String> work) {
    workers.each(
        names.stream()
            .filter(
                name ->
                    dropouts.getOrDefault(name, Stage.UNMASK).compareTo(stage) > 0
                        || !dropouts.containsKey(name))
            .toList(),
        work);
  }

  private void deliver(Stage stage, Message message, Supplier<Verdict> accept) {
    synchronized (server) {
      up.merge(stage, (long) message.payloadBytes(), Long::sum);
      Verdict verdict = accept.get();
      if (!(verdict instanceof Verdict.Accepted)) {
        throw new IllegalStateException("in-memory round: " + verdict + " (expected: accepted)");
      }
    }
  }

  private void received(Stage stage, Map<String, ? extends Message> messages) {
    long bytes = 0;
    for (Map.Entry<String, ? extends Message> message : messages.entrySet()) {
      bytes += message.getValue().payloadBytes();
    }
    down.put(stage, bytes);
  }

  private SecAggClient client(String name) {
    return of(clients, name);
  }

  private static <T> T of(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalStateException(name + ": nothing there (expected: this client's part)");
    }
    return value;
  }
}
