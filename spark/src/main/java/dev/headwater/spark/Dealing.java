package dev.headwater.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Deals clients to partitions so that all take about as long: the most expensive client first, each
 * to the partition that has the least (Graham 1969, at most 4/3 of the best possible). Local epochs
 * are the same for all clients, so the number of examples is the cost.
 */
final class Dealing {
  private Dealing() {}

  private record Hand(int number, long cost, SortedSet<String> clients) {}

  /**
   * The clients of each partition; none is empty.
   *
   * @param costs by client, at least 1 each
   * @param parts number of partitions; fewer if there are fewer clients
   */
  static List<SortedSet<String>> deal(SortedMap<String, Long> costs, int parts) {
    PriorityQueue<Hand> hands =
        new PriorityQueue<>(Comparator.comparingLong(Hand::cost).thenComparingInt(Hand::number));
    List<SortedSet<String>> dealt = new ArrayList<>();
    for (int number = 0; number < Math.min(parts, costs.size()); number++) {
      dealt.add(new TreeSet<>());
      hands.add(new Hand(number, 0, dealt.get(number)));
    }
    List<Map.Entry<String, Long>> order = new ArrayList<>(costs.entrySet());
    order.sort(Map.Entry.<String, Long>comparingByValue().reversed()); // equal ones by name
    for (Map.Entry<String, Long> client : order) {
      Hand least = hands.remove();
      least.clients().add(client.getKey());
      hands.add(new Hand(least.number(), least.cost() + client.getValue(), least.clients()));
    }
    return dealt;
  }
}
