package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an attacker has seen since it started: tasks as far back as it needs them, its first answer,
 * and the examples that it has changed. Used by one turn at a time.
 */
public final class Past {
  private final int longest;
  private final TreeMap<Integer, TrainTask> tasks = new TreeMap<>();
  private @Nullable ClientRound first;
  private @Nullable Poisoned poisoned;

  private record Poisoned(PoisonedData by, Examples of, Examples examples) {}

  /**
   * Nothing seen yet.
   *
   * @param longest rounds to remember, at least 0
   */
  public Past(int longest) {
    this.longest = longest;
  }

  /**
   * Takes a task down before its turn. Where a run has changed to other work, such as from sums to
   * training, what was before it is forgotten: its shape is another one.
   *
   * @param task of the round
   */
  public void saw(TrainTask task) {
    if (!tasks.isEmpty() && !sameWork(tasks.lastEntry().getValue(), task)) {
      tasks.clear();
      first = null;
    }
    tasks.put(task.round(), task);
    tasks.headMap(task.round() - longest).clear();
  }

  private static boolean sameWork(TrainTask one, TrainTask other) {
    return one.work().name().equals(other.work().name())
        && one.schema().vectors().stream()
            .map(v -> v.layout())
            .toList()
            .equals(other.schema().vectors().stream().map(v -> v.layout()).toList());
  }

  /**
   * Keeps an answer if it is the first one.
   *
   * @param answer of a turn
   * @return the same answer
   */
  public ClientRound keep(ClientRound answer) {
    if (first == null) {
      first = answer;
    }
    return answer;
  }

  @Nullable ClientRound first() {
    return first;
  }

  TrainTask since(int round, TrainTask usual) {
    var found = tasks.ceilingEntry(round);
    return found == null ? usual : found.getValue();
  }

  Examples poisoned(PoisonedData by, Examples of, Supplier<Examples> make) {
    Poisoned known = poisoned;
    if (known == null || known.of() != of || !known.by().equals(by)) {
      known = new Poisoned(by, of, make.get());
      poisoned = known;
    }
    return known.examples();
  }
}
