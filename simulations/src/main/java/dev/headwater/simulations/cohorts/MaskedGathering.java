package dev.headwater.simulations.cohorts;

import dev.headwater.learning.aggregation.MaskedSum;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.secagg.InMemoryRound;
import dev.headwater.secagg.SecAggSetup;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A simulated round under secure aggregation: every client runs the whole protocol, with real keys,
 * and trains when it masks. What the coordinator adds up here is what it would add up over the
 * network.
 */
final class MaskedGathering {
  private static final String RUN = "simulation";

  private final RoundTask task;
  private final Function<String, Examples> examples;
  private final Workers workers;
  private final Map<String, String> strays = new ConcurrentSkipListMap<>();

  MaskedGathering(RoundTask task, Function<String, Examples> examples, Workers workers) {
    this.task = task;
    this.examples = examples;
    this.workers = workers;
  }

  /** The clients' sum, or why there is none. */
  Aggregate gather(Masking masking) throws InterruptedException {
    SecAggSetup setup;
    try {
      setup =
          SecAggSetup.plan(
              RUN,
              task.round(),
              task.grid().ringBits(),
              MaskedSum.length(task.train().parameters().size()),
              task.cohort().size(),
              masking.dropouts(),
              masking.corrupt(),
              masking.minSurvivors());
    } catch (IllegalArgumentException e) {
      return Aggregate.aborted(task, String.valueOf(e.getMessage()), List.of(), 0, 0);
    }
    try {
      return aggregate(InMemoryRound.run(setup, task.cohort(), this::units, Map.of(), this::each));
    } catch (InterruptedRound e) {
      throw new InterruptedException();
    }
  }

  private long[] units(String client) {
    try {
      return MaskedSum.encode(
          FedAvg.contribute(client, examples.apply(client), task.train()), task.train());
    } catch (IllegalArgumentException e) {
      throw new Stray(String.valueOf(e.getMessage()), e);
    }
  }

  private void each(Collection<String> names, Consumer<String> step) {
    try {
      workers.all(names.stream().map(name -> turn(name, step)).toList());
    } catch (InterruptedException e) {
      throw new InterruptedRound(e);
    }
  }

  /** A client that has diverged sends nothing: to the others it has dropped out. */
  private Callable<Boolean> turn(String name, Consumer<String> step) {
    return () -> {
      try {
        step.accept(name);
        return true;
      } catch (Stray e) {
        strays.put(name, String.valueOf(e.getMessage()));
        return false;
      }
    };
  }

  private Aggregate aggregate(InMemoryRound.Result outcome) {
    long model = 4L * task.train().parameters().size() * task.cohort().size();
    long up = outcome.bytesUp().values().stream().mapToLong(Long::longValue).sum();
    long down = model + outcome.bytesDown().values().stream().mapToLong(Long::longValue).sum();
    List<Aggregate.Refusal> refusals =
        strays.entrySet().stream()
            .map(stray -> new Aggregate.Refusal(stray.getKey(), stray.getValue()))
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

  /** What a client would have masked cannot be summed. */
  private static final class Stray extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stray(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Carries an interrupt through code that knows of none. */
  private static final class InterruptedRound extends RuntimeException {
    private static final long serialVersionUID = 1;

    InterruptedRound(InterruptedException cause) {
      super(cause);
    }
  }
}
