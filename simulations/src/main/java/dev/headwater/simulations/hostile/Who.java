package dev.headwater.simulations.hostile;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which clients attack. */
public sealed interface Who {

  /**
   * {@return the attackers among these clients}
   *
   * @param clients names of all
   * @param seed of the choice, where there is one
   * @throws IllegalArgumentException if they are not among them, or too many
   */
  SortedSet<String> of(SortedSet<String> clients, long seed);

  /**
   * These.
   *
   * @param names at least one
   */
  record Named(SortedSet<String> names) implements Who {
    @Override
    public SortedSet<String> of(SortedSet<String> clients, long seed) {
      for (String name : names) {
        if (!clients.contains(name)) {
          throw new IllegalArgumentException(
              "clients: no client '%s' (expected: some of %s%s)"
                  .formatted(
                      name,
                      String.join(", ", clients.stream().limit(8).toList()),
                      clients.size() > 8 ? ", ..." : ""));
        }
      }
      return names;
    }
  }

  /**
   * So many, drawn at random: those of a smaller number are among those of a larger one.
   *
   * @param number at least 0
   */
  record Count(int number) implements Who {
    @Override
    public SortedSet<String> of(SortedSet<String> clients, long seed) {
      if (number > clients.size()) {
        throw new IllegalArgumentException(
            "count: %d of %d clients (expected: at most all of them)"
                .formatted(number, clients.size()));
      }
      String[] names = clients.toArray(String[]::new);
      int[] order = IntStream.range(0, names.length).toArray();
      KeyedRandom.of(seed, 0, "attackers", Purpose.PARTITION).shuffle(order);
      SortedSet<String> chosen = new TreeSet<>();
      Arrays.stream(order).limit(number).forEach(i -> chosen.add(names[i]));
      return chosen;
    }
  }

  /**
   * This share of all, rounded, at least one.
   *
   * @param share above 0 and at most 1
   */
  record Share(double share) implements Who {
    @Override
    public SortedSet<String> of(SortedSet<String> clients, long seed) {
      int number = (int) Math.max(1, Math.round(share * clients.size()));
      return new Count(number).of(clients, seed);
    }
  }
}
