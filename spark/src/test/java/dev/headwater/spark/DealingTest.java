package dev.headwater.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DealingTest {
  private static SortedMap<String, Long> costs(long... costs) {
    SortedMap<String, Long> named = new TreeMap<>();
    for (int i = 0; i < costs.length; i++) {
      named.put("client-" + i, costs[i]);
    }
    return named;
  }

  @Test
  void partitionsCostAboutTheSame() {
    List<SortedSet<String>> dealt = Dealing.deal(costs(7, 1, 5, 4, 3, 4), 3);

    assertThat(dealt)
        .isEqualTo(
            List.of(
                Set.of("client-0", "client-1"),
                Set.of("client-2", "client-4"),
                Set.of("client-3", "client-5")));
  }

  @Test
  void noPartitionIsEmpty() {
    assertThat(Dealing.deal(costs(2, 9), 8))
        .isEqualTo(List.of(Set.of("client-1"), Set.of("client-0")));
  }

  @Test
  void everybodyIsDealtOnceAndTheSameEveryTime() {
    SortedMap<String, Long> many = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      many.put("client-" + i, 1L + i * 7919L % 100);
    }
    List<SortedSet<String>> dealt = Dealing.deal(many, 12);

    assertThat(dealt).isEqualTo(Dealing.deal(many, 12)).hasSize(12);
    assertThat(dealt.stream().flatMap(Set::stream).toList())
        .containsExactlyInAnyOrderElementsOf(many.keySet());
    List<Long> totals = dealt.stream().map(own -> total(own, many)).sorted().toList();
    assertThat(totals.get(11) - totals.get(0)).isLessThanOrEqualTo(100);
  }

  private static long total(Set<String> clients, Map<String, Long> costs) {
    return costs.entrySet().stream()
        .filter(cost -> clients.contains(cost.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
