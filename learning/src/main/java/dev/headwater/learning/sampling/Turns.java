package dev.headwater.learning.sampling;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which rounds clients were asked, where that is public. Whoever knows it knows in how many
 * rounds a client's data can have moved the sum, so each client is charged for its own turns.
 * Immutable.
 */
public final class Turns {
  /** Nobody was asked yet. */
  public static final Turns NONE = new Turns(Map.of(), 0);

  private record Asked(int times, int last) {}

  private final Map<String, Asked> asked;
  private final int most;

  private Turns(Map<String, Asked> asked, int most) {
    this.asked = asked;
    this.most = most;
  }

  /**
   * {@return these turns and those of one more round; a round that is run again counts again}
   *
   * @param round 1-based
   * @param clients names of the clients asked in it, each once
   */
  public Turns plus(int round, Collection<String> clients) {
    Map<String, Asked> next = new HashMap<>(asked);
    int top = most;
    for (String client : clients) {
      Asked now =
          next.merge(
              client,
              new Asked(1, round),
              (before, one) -> new Asked(before.times() + 1, Math.max(before.last(), round)));
      top = Math.max(top, now.times());
    }
    return new Turns(next, top);
  }

  /**
   * {@return in how many rounds a client was asked}
   *
   * @param client the client's name
   */
  public int of(String client) {
    Asked found = asked.get(client);
    return found == null ? 0 : found.times();
  }

  /** {@return the largest number of rounds in which one client was asked} */
  public int most() {
    return most;
  }

  /**
   * {@return the round in which a client was asked last, 0 if it was not}
   *
   * @param client the client's name
   */
  public int last(String client) {
    Asked found = asked.get(client);
    return found == null ? 0 : found.last();
  }

  /**
   * {@return those that may have a turn in a round: asked at least so many rounds before it or
   * never, and fewer times than allowed}
   *
   * @param clients names of the clients that could take part
   * @param round 1-based
   * @param separation least distance of two turns, in rounds
   * @param allowed turns of one client
   */
  List<String> rested(Collection<String> clients, int round, int separation, int allowed) {
    return clients.stream()
        .filter(client -> of(client) < allowed)
        .filter(client -> of(client) == 0 || round - last(client) >= separation)
        .toList();
  }
}
