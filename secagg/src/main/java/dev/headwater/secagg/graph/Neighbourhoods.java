package dev.headwater.secagg.graph;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The graph of clients that share masks: the complete graph, or Harary's {@code k}-regular graph
 * over a random circle (Bell et al. 2020, section 3.2: each client and the {@code k / 2} on either
 * side).
 *
 * <p>The server draws the circle and sends each client only its own neighbours. The randomness of
 * the circle makes it unlikely that most neighbours of a client collude or drop out; a client
 * cannot verify it. Against a server that chooses the circle maliciously, only a strict list of
 * trusted identities helps, and only if most of the list is honest.
 */
public final class Neighbourhoods {
  private final Map<String, List<String>> around = new HashMap<>();

  private Neighbourhoods(List<String> circle, int reach) {
    for (int place = 0; place < circle.size(); place++) {
      int centre = place;
      around.put(
          circle.get(place),
          reach == 0
              ? circle
              : IntStream.rangeClosed(-reach, reach)
                  .mapToObj(step -> circle.get(Math.floorMod(centre + step, circle.size())))
                  .sorted()
                  .toList());
    }
  }

  /**
   * A graph over distinct {@code names}: complete if there are at most {@code degree + 1}, else
   * regular of that even degree.
   */
  public static Neighbourhoods over(Collection<String> names, int degree, SecureRandom random) {
    List<String> circle = new ArrayList<>(names);
    Collections.sort(circle);
    if (names.size() <= degree + 1) {
      return new Neighbourhoods(circle, 0);
    }
    if (degree % 2 != 0) {
      throw new IllegalArgumentException(
          "graph: degree %d for %d clients (expected: an even degree, or one below the clients)"
              .formatted(degree, names.size()));
    }
    byte[] draws = new byte[Long.BYTES * circle.size()];
    random.nextBytes(draws);
    for (int last = circle.size() - 1; last > 0; last--) {
      long draw = ByteBuffer.wrap(draws).getLong(last * Long.BYTES);
      // 64 bits for at most 2^31 places: the bias is below 2^-33.
      Collections.swap(circle, last, (int) Long.remainderUnsigned(draw, last + 1));
    }
    return new Neighbourhoods(circle, degree / 2);
  }

  /** The neighbours of {@code name} and itself, sorted. */
  public List<String> around(String name) {
    List<String> members = around.get(name);
    if (members == null) {
      throw new IllegalArgumentException(name + " is not in the graph (expected: a member)");
    }
    return members;
  }

  /** The number of {@code name} and its neighbours in {@code among}. */
  public int count(String name, Set<String> among) {
    int count = 0;
    for (String peer : around(name)) {
      count += among.contains(peer) ? 1 : 0;
    }
    return count;
  }

  /**
   * The owner of a secret that is still needed but has fewer than {@code threshold} of its {@code
   * holders} left, or null if there is none. Needed secrets are the seeds of alive clients and the
   * masking keys of dropped clients with an alive neighbour.
   */
  public @Nullable String unrecoverable(
      Set<String> alive, Set<String> dropped, Set<String> holders, int threshold) {
    for (String owner : alive) {
      if (count(owner, holders) < threshold) {
        return owner;
      }
    }
    for (String owner : dropped) {
      if (count(owner, alive) > 0 && count(owner, holders) < threshold) {
        return owner;
      }
    }
    return null;
  }

  /** Whether the graph restricted to {@code names} is connected. */
  public boolean connects(Set<String> names) {
    if (names.isEmpty()) {
      return true;
    }
    Set<String> unreached = new HashSet<>(names);
    List<String> frontier = new ArrayList<>(List.of(names.iterator().next()));
    unreached.removeAll(frontier);
    while (!frontier.isEmpty()) {
      for (String peer : around(frontier.remove(frontier.size() - 1))) {
        if (unreached.remove(peer)) {
          frontier.add(peer);
        }
      }
    }
    return unreached.isEmpty();
  }
}
