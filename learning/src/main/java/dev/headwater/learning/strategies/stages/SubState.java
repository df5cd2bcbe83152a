package dev.headwater.learning.strategies.stages;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import java.util.SortedMap;
import java.util.TreeMap;

/** The state of an inner strategy as part of another one's: its vectors carry a prefix. */
final class SubState {
  private SubState() {}

  /** The inner strategy's own state. */
  static ServerState inside(ServerState state, String prefix, Parameters parameters) {
    SortedMap<String, double[]> memory = new TreeMap<>();
    state
        .memory()
        .forEach(
            (name, vector) -> {
              if (name.startsWith(prefix)) {
                memory.put(name.substring(prefix.length()), vector);
              }
            });
    return new ServerState(parameters, memory, state.counted());
  }

  /** The outer state with the inner strategy's vectors replaced, and its counted clients. */
  static ServerState outside(ServerState state, String prefix, ServerState inner) {
    SortedMap<String, double[]> memory = new TreeMap<>(state.memory());
    inner.memory().forEach((name, vector) -> memory.put(prefix + name, vector));
    return new ServerState(state.parameters(), memory, inner.counted());
  }
}
