package dev.headwater.learning.strategy;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A strategy's whole state between rounds: a run resumed from it gives the same bits as one that
 * was never interrupted. Immutable; owns its arrays.
 *
 * @param parameters the global parameters
 * @param memory named vectors in double precision, such as momentum; empty for none
 * @param counted by client, the last round in which it was counted: the client continues from its
 *     memory of that round; kept only if clients keep memory
 */
public record ServerState(
    Parameters parameters, SortedMap<String, double[]> memory, SortedMap<String, Integer> counted) {

  /**
   * Copies the maps, but not the arrays.
   *
   * @param parameters not copied: they are immutable
   * @param memory of arrays that the caller must never write to again
   * @param counted rounds, 1-based
   */
  public ServerState {
    memory = Collections.unmodifiableSortedMap(new TreeMap<>(memory));
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
  }

  /**
   * A state of parameters only.
   *
   * @param parameters the global parameters
   */
  public ServerState(Parameters parameters) {
    this(parameters, new TreeMap<>(), new TreeMap<>());
  }

  /**
   * {@return a fresh copy of a vector}
   *
   * @param name its name in {@link #memory()}
   * @throws IllegalArgumentException if there is none of this name
   */
  public double[] memory(String name) {
    double[] vector = memory.get(name);
    if (vector == null) {
      throw new IllegalArgumentException(
          "strategy: nothing remembered as %s, but %s (expected: the state of the run's own strategy; resume with the run's own --strategy)"
              .formatted(name, memory.keySet()));
    }
    return vector.clone();
  }

  /**
   * {@return the same state with other parameters}
   *
   * @param next the new global parameters
   */
  public ServerState with(Parameters next) {
    return new ServerState(next, memory, counted);
  }

  /**
   * {@return the same state with one vector added or replaced}
   *
   * @param name the vector's name in {@link #memory()}
   * @param vector of the length that it has in every round; its ownership is transferred
   */
  public ServerState with(String name, double[] vector) {
    Map<String, double[]> next = new HashMap<>(memory);
    next.put(name, vector);
    return new ServerState(parameters, new TreeMap<>(next), counted);
  }

  /**
   * {@return the same state with some clients counted in a round}
   *
   * @param clients names; others keep the round in which they were last counted
   * @param round 1-based
   */
  public ServerState counted(Collection<String> clients, int round) {
    SortedMap<String, Integer> next = new TreeMap<>(counted);
    clients.forEach(client -> next.put(client, round));
    return new ServerState(parameters, memory, next);
  }

  /**
   * {@return the same state with parameters {@code w + step}, in double precision, rounded once}
   *
   * @param step one value per parameter, in the order of the layout
   */
  public ServerState moved(double[] step) {
    float[] next = parameters.toArray();
    for (int j = 0; j < next.length; j++) {
      next[j] = (float) (next[j] + step[j]);
    }
    return with(Parameters.owning(parameters.layout(), next));
  }

  /**
   * {@return {@code next}} Refuses what is no next state; a strategy of one's own can give
   * anything.
   *
   * @param next what a strategy gave after a round
   * @param strategy its name, for the message
   * @param layout of the model's parameters
   * @throws IllegalArgumentException if there is no state, or its parameters have another layout
   */
  public static ServerState requireNext(@Nullable ServerState next, Spec strategy, Layout layout) {
    if (next == null || !next.parameters().layout().equals(layout)) {
      throw new IllegalArgumentException(
          "strategy: %s gave %s after a round (expected: a state with parameters of the model's layout)"
              .formatted(
                  strategy,
                  next == null
                      ? "no state"
                      : "parameters of layout " + next.parameters().layout().tensors()));
    }
    return next;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ServerState s
        && parameters.equals(s.parameters)
        && counted.equals(s.counted)
        && memory.keySet().equals(s.memory.keySet())
        && memory.keySet().stream().allMatch(n -> Arrays.equals(memory.get(n), s.memory.get(n)));
  }

  @Override
  public int hashCode() {
    return 31 * parameters.hashCode() + memory.keySet().hashCode();
  }
}
