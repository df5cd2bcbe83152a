package dev.headwater.secagg.messages;

import java.util.List;

/**
 * Server to every client whose masked input counts, after step 3: all clients whose input counts,
 * and those that shared secrets but sent no input. All clients get the same lists.
 *
 * @param alive names whose masked input is in the sum, sorted
 * @param dropped names that shared and sent no masked input, sorted
 */
public record Survivors(String runId, int round, List<String> alive, List<String> dropped)
    implements Message {
  /**
   * Sorts and copies. Overlaps are refused not here but by the client, which must report them and
   * reveal nothing.
   */
  public Survivors {
    Checks.header(runId, round);
    alive = alive.stream().sorted().toList();
    dropped = dropped.stream().sorted().toList();
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this) + Checks.utf8(alive) + Checks.utf8(dropped);
  }
}
