package dev.headwater.secagg.simulation;

import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.cohorts.MaskedRounds;
import dev.headwater.learning.cohorts.Parallel;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.secagg.SecAggSetup;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Simulated rounds under secure aggregation: every client runs the whole protocol with real keys,
 * and does its local work when it masks its input. The sums are those of a coordinator over the
 * network.
 */
public final class InMemoryMasks implements MaskedRounds {
  private static final String RUN = "simulation";

  @Override
  public Aggregate gather(
      RoundTask task, Masking masking, Function<String, long[]> inputs, Executor executor)
      throws InterruptedException {
    SecAggSetup setup;
    try {
      setup =
          SecAggSetup.plan(
              RUN,
              task.round(),
              task.train().schema().ringBits(),
              task.train().schema().length(),
              task.cohort().size(),
              masking.dropouts(),
              masking.corrupt(),
              masking.minSurvivors());
    } catch (IllegalArgumentException e) {
      return Aggregate.aborted(task, String.valueOf(e.getMessage()), List.of(), 0, 0);
    }
    Steps steps = new Steps(executor);
    try {
      return aggregate(
          task,
          InMemoryRound.run(
              setup, task.cohort(), client -> input(client, inputs), Map.of(), steps::each),
          steps.stayedOut);
    } catch (InterruptedRound e) {
      throw new InterruptedException();
    }
  }

  private static long[] input(String client, Function<String, long[]> inputs) {
    try {
      return inputs.apply(client);
    } catch (IllegalArgumentException e) {
      throw new StaysOut(String.valueOf(e.getMessage()), e);
    }
  }

  /** Runs the clients' steps on the executor; a client that fails has dropped out. */
  private static final class Steps {
    private final Executor executor;
    private final Map<String, String> stayedOut = new ConcurrentSkipListMap<>();

    Steps(Executor executor) {
      this.executor = executor;
    }

    void each(Collection<String> names, Consumer<String> step) {
      try {
        Parallel.all(executor, names.stream().map(name -> turn(name, step)).toList());
      } catch (InterruptedException e) {
        throw new InterruptedRound(e);
      }
    }

    private Callable<Boolean> turn(String name, Consumer<String> step) {
      return () -> {
        try {
          step.accept(name);
          return true;
        } catch (StaysOut e) {
          stayedOut.put(name, String.valueOf(e.getMessage()));
          return false;
        }
      };
    }
  }

  private static Aggregate aggregate(
      RoundTask task, InMemoryRound.Result outcome, Map<String, String> stayedOut) {
    long model = 4L * task.train().parameters().size() * task.cohort().size();
    long up = outcome.bytesUp().values().stream().mapToLong(Long::longValue).sum();
    long down = model + outcome.bytesDown().values().stream().mapToLong(Long::longValue).sum();
    List<Aggregate.Refusal> refusals =
        stayedOut.entrySet().stream()
            .map(one -> new Aggregate.Refusal(one.getKey(), one.getValue()))
            .toList();
    if (outcome instanceof InMemoryRound.Summed summed) {
      return MaskedSum.decode(
          task,
          summed.sum(),
          Collections.unmodifiableSortedSet(new TreeSet<>(summed.survivors())),
          refusals,
          up,
          down);
    }
    String reason = ((InMemoryRound.Aborted) outcome).reason();
    if (!refusals.isEmpty()) {
      reason +=
          "; %d stayed out themselves, the first because of %s"
              .formatted(refusals.size(), refusals.get(0).reason());
    }
    return Aggregate.aborted(task, reason, refusals, up, down);
  }

  /** A client's input cannot be summed. */
  private static final class StaysOut extends RuntimeException {
    private static final long serialVersionUID = 1;

    StaysOut(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Carries an interrupt through code that declares none. */
  private static final class InterruptedRound extends RuntimeException {
    private static final long serialVersionUID = 1;

    InterruptedRound(InterruptedException cause) {
      super(cause);
    }
  }
}
