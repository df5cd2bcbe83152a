package dev.headwater.spark;

import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who of a round's cohort is asked.
 *
 * @param clients their names
 * @param kept what each of them remembers; empty if clients keep no memory
 * @param refusals of those that cannot be asked, and why
 */
record Asked(
    SortedSet<String> clients,
    SortedMap<String, NamedVectors> kept,
    List<Aggregate.Refusal> refusals) {

  static Asked of(RoundTask task, Shards shards, ClientMemory memory) {
    SortedSet<String> clients = new TreeSet<>();
    SortedMap<String, NamedVectors> kept = new TreeMap<>();
    List<Aggregate.Refusal> refusals = new ArrayList<>();
    for (String client : task.cohort()) {
      try {
        shards.requireKnown(client);
        NamedVectors own = memory.load(client, task.memoryOf(client));
        if (task.train().keepsMemory()) {
          kept.put(client, own);
        }
        clients.add(client);
      } catch (IllegalArgumentException e) { // unknown, or its memory is lost
        refusals.add(new Aggregate.Refusal(client, String.valueOf(e.getMessage())));
      }
    }
    return new Asked(clients, kept, refusals);
  }
}
