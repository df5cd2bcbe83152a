package dev.headwater.spark.executors;

import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The clients of one partition, one after the other. */
final class Turns {
  private final SortedMap<String, ClientExamples> clients;
  private final Order order;
  private final TrainTask task;
  private final Map<String, NamedVectors> kept;
  private final SortedMap<String, NamedVectors> next = new TreeMap<>();

  Turns(SortedMap<String, ClientExamples> clients, Order order, Map<String, NamedVectors> kept) {
    this.clients = clients;
    this.order = order;
    this.task = order.training();
    this.kept = kept;
  }

  Part all(List<String> asked) {
    return order.sums() ? summed(asked) : single(asked);
  }

  private Part summed(List<String> asked) {
    Gathering gathering = new Gathering(new RoundTask(task, asked));
    for (String client : asked) {
      try {
        gathering.offer(perform(client).contribution());
      } catch (IllegalArgumentException e) {
        gathering.refuse(client, String.valueOf(e.getMessage()));
      }
    }
    return Part.of(gathering.partial(), Memories.of(next));
  }

  private Part single(List<String> asked) {
    List<byte[]> updates = new ArrayList<>();
    List<Aggregate.Refusal> refusals = new ArrayList<>();
    for (String client : asked) {
      try {
        updates.add(Updates.encode(perform(client).contribution(), task.schema()));
      } catch (IllegalArgumentException e) {
        refusals.add(new Aggregate.Refusal(client, String.valueOf(e.getMessage())));
      }
    }
    return Part.of(updates, refusals, Memories.of(next));
  }

  private ClientRound perform(String client) {
    ClientExamples own = clients.get(client);
    if (own == null) {
      throw new IllegalStateException("client: %s is not of this partition".formatted(client));
    }
    ClientRound done =
        ClientRound.perform(
            client,
            own.train(),
            own.heldOut(),
            order.trainingOf(client),
            kept.getOrDefault(client, NamedVectors.NONE));
    if (task.keepsMemory()) {
      next.put(client, done.memory());
    }
    return done;
  }
}
