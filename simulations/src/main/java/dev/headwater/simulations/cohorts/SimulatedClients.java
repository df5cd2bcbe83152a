package dev.headwater.simulations.cohorts;

import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.proto.RunDescription;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Engine} gets to open a cohort.
 *
 * @param clients their examples, by name; at least one
 * @param memory what they keep between rounds
 * @param workers threads of this process; stay open
 * @param description the run's description, for engines whose clients are nodes
 * @param master address of a cluster; null for the engine's own default
 * @param notes told sentences about what happened to the cluster, on any thread
 * @param conduct how the clients answer; only engines that say so have attackers
 * @param attackers how many of them attack
 * @param slow whether rounds name clients that do fewer local epochs than the others
 */
public record SimulatedClients(
    SortedMap<String, ClientExamples> clients,
    ClientMemory memory,
    Workers workers,
    Supplier<RunDescription> description,
    @Nullable String master,
    Consumer<String> notes,
    Conduct conduct,
    int attackers,
    boolean slow) {

  /**
   * Honest clients, all equally fast.
   *
   * @param clients their examples, by name; at least one
   * @param memory what they keep between rounds
   * @param workers threads of this process; stay open
   * @param description the run's description, for engines whose clients are nodes
   * @param master address of a cluster; null for the engine's own default
   * @param notes told sentences about what happened to the cluster, on any thread
   */
  public SimulatedClients(
      SortedMap<String, ClientExamples> clients,
      ClientMemory memory,
      Workers workers,
      Supplier<RunDescription> description,
      @Nullable String master,
      Consumer<String> notes) {
    this(clients, memory, workers, description, master, notes, Conduct.HONEST, 0, false);
  }
}
