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
 * rate does, independently.
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
}
