package dev.headwater.secagg.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NeighbourhoodsTest {
  @Test
  void neighbourhoodsAreRegularAndMutual() {
    List<String> names = IntStream.range(0, 101).mapToObj(i -> "n" + i).toList();
    Neighbourhoods graph = Neighbourhoods.over(names, 20, new SecureRandom());
    for (String name : names) {
      assertThat(graph.around(name)).hasSize(21).doesNotHaveDuplicates().contains(name).isSorted();
      assertThat(graph.around(name)).allMatch(peer -> graph.around(peer).contains(name));
    }
    assertThat(graph.connects(Set.copyOf(names))).isTrue();
    assertThat(Neighbourhoods.over(names, 100, new SecureRandom()).around("n7")).hasSize(101);
    assertThatThrownBy(() -> Neighbourhoods.over(names, 21, new SecureRandom()))
        .hasMessageContaining("degree 21 for 101 clients");
  }

  @Test
  void survivorsInPiecesAreNotConnected() {
    List<String> names = IntStream.range(0, 12).mapToObj(i -> "n" + i).toList();
    Neighbourhoods graph = Neighbourhoods.over(names, 2, new SecureRandom());
    String one = "n0";
    List<String> beside = graph.around(one);
    assertThat(graph.connects(Set.copyOf(beside))).isTrue();
    String far =
        names.stream()
            .filter(name -> graph.count(name, Set.copyOf(beside)) == 0)
            .findFirst()
            .orElseThrow();
    assertThat(graph.connects(Set.of(one, far))).isFalse();
    assertThat(graph.connects(Set.of())).isTrue();
  }
}
