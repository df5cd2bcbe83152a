package dev.headwater.learning.sampling;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who takes part in a round. Every client has a ticket, a number that depends on its name and not
 * on the order of enrolment. In a cohort of fixed size the clients with the smallest tickets take
 * part (uniform, without replacement); under Poisson sampling every client with a ticket below the
 * rate does, independently. On a schedule those take part that were asked longest ago, or never, in
 * the order of one ticket for all rounds.
 */
public final class CohortSelection {
  private CohortSelection() {}

  /**
   * {@return the names of the chosen clients, sorted; empty only under Poisson sampling, or if
   * nobody is available}
   *
   * @param available names of the clients that could take part, in any order
   * @param size how many of them do
   * @param lottery draws one ticket for each
   * @param round 1-based
   */
  public static List<String> select(
      Collection<String> available, CohortSize size, Lottery lottery, int round) {
    return select(available, size, lottery, round, Turns.NONE, Integer.MAX_VALUE);
  }

  /**
   * {@return the names of the chosen clients, sorted; empty only under Poisson sampling, if nobody
   * is available, or if nobody may have a turn}
   *
   * @param available names of the clients that could take part, in any order
   * @param size how many of them do
   * @param lottery draws one ticket for each
   * @param round 1-based
   * @param past the turns before this round, for a schedule
   * @param allowed turns of one client, for a schedule
   */
  public static List<String> select(
      Collection<String> available,
      CohortSize size,
      Lottery lottery,
      int round,
      Turns past,
      int allowed) {
    if (size instanceof CohortSize.Schedule schedule) {
      return scheduled(available, schedule, lottery, round, past, allowed);
    }
    Map<String, Long> tickets = new HashMap<>();
    for (String client : available) {
      tickets.put(client, lottery.ticket(round, client));
    }
    if (size instanceof CohortSize.Poisson poisson) {
      return tickets.entrySet().stream()
          .filter(e -> (e.getValue() >>> 11) * 0x1p-53 < poisson.rate())
          .map(Map.Entry::getKey)
          .sorted()
          .toList();
    }
    Comparator<Map.Entry<String, Long>> byTicket = Map.Entry.comparingByValue();
    return tickets.entrySet().stream()
        .sorted(byTicket.thenComparing(Map.Entry.comparingByKey()))
        .limit(size.of(tickets.size()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static List<String> scheduled(
      Collection<String> available,
      CohortSize.Schedule schedule,
      Lottery lottery,
      int round,
      Turns past,
      int allowed) {
    Map<String, Long> tickets = new HashMap<>();
    for (String client : past.rested(available, round, schedule.separation(), allowed)) {
      tickets.put(client, lottery.ticket(1, client)); // one for all rounds: turns stay in order
    }
    return tickets.keySet().stream()
        .sorted(
            Comparator.<String>comparingInt(past::last)
                .thenComparing(tickets::get)
                .thenComparing(Comparator.naturalOrder()))
        .limit(schedule.clients())
        .sorted()
        .toList();
  }
}
