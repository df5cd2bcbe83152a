package dev.headwater.simulations.hostile;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.hostile.attack.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What colluding attackers know of the updates that honest clients send in a round. */
sealed interface Knowledge {

  /**
   * The spread of honest updates for {@code task}.
   *
   * @param client who wants to know
   * @param examples its own
   */
  Spread of(String client, Examples examples, TrainTask task);

  /** Refuses work whose updates depend on what only the clients themselves remember. */
  private static void requireNoMemory(TrainTask task) {
    if (task.keepsMemory()) {
      throw new IllegalArgumentException(
          "work: %s keeps memory (expected: a strategy and a compression without, where attackers compute what others send)"
              .formatted(task.work().name()));
    }
  }

  /**
   * Everything, as the papers assume: the honest clients' work is done once more for the attackers,
   * of all that are honest, asked or not. So an attacker knows the same wherever it runs.
   */
  final class OfAll implements Knowledge {
    private final SortedMap<String, ClientExamples> honest;
    private @Nullable Known known;

    private record Known(int round, String parameters, Spread spread) {}

    OfAll(SortedMap<String, ClientExamples> honest) {
      this.honest = honest;
    }

    @Override
    public synchronized Spread of(String client, Examples examples, TrainTask task) {
      requireNoMemory(task);
      String digest = task.parameters().digest();
      Known last = known;
      if (last == null || last.round() != task.round() || !last.parameters().equals(digest)) {
        List<Contribution> sent = new ArrayList<>();
        honest.forEach(
            (name, data) ->
                sent.add(
                    ClientRound.perform(name, data.train(), data.heldOut(), task, NamedVectors.NONE)
                        .contribution()));
        if (sent.isEmpty()) {
          throw new IllegalArgumentException(
              "attackers: everybody (expected: honest clients, whose updates they look at)");
        }
        last = new Known(task.round(), digest, Spread.of(sent));
        known = last;
      }
      return last.spread();
    }
  }

  /**
   * Its own examples: they are dealt out to {@value #PARTS} parts, each part's update stands for an
   * honest client's.
   */
  final class OfOwn implements Knowledge {
    private static final int PARTS = 4;

    @Override
    public Spread of(String client, Examples examples, TrainTask task) {
      requireNoMemory(task);
      List<Contribution> parts = new ArrayList<>();
      Examples none = Examples.none(examples.width());
      for (int part = 0; part < Math.min(PARTS, examples.size()); part++) {
        parts.add(
            ClientRound.perform(client, part(examples, part), none, task, NamedVectors.NONE)
                .contribution());
      }
      return Spread.of(parts);
    }

    private static Examples part(Examples all, int part) {
      int width = all.width();
      int size = (all.size() - part + PARTS - 1) / PARTS;
      float[] features = new float[size * width];
      int[] labels = new int[size];
      try (Examples.Turn turn = all.turn()) {
        float[] matrix = turn.examples().matrix();
        for (int i = 0; i < size; i++) {
          int from = part + i * PARTS;
          System.arraycopy(matrix, from * width, features, i * width, width);
          labels[i] = all.label(from);
        }
      }
      return new Examples(features, labels, width);
    }
  }
}
