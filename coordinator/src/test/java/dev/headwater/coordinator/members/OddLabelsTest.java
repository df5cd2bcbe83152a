package dev.headwater.coordinator.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OddLabelsTest {
  @Test
  void labelsThatDifferOnlyInCaseOrSpacesAreNamedWithTheirClients() {
    SortedMap<String, List<String>> bringing = new TreeMap<>();
    bringing.put("No Tumor", List.of("north"));
    bringing.put("no_tumor", List.of("south", "west"));
    bringing.put("glioma", List.of("north", "south", "west"));

    assertThat(OddLabels.sentences(bringing))
        .singleElement()
        .asString()
        .startsWith("labels: No Tumor (of north) and no_tumor (of south, west) are different")
        .contains("--label-map")
        .doesNotContain("glioma");
  }

  @Test
  void aClientWhoseLabelsNoOtherHasIsNamedWhereOthersShareTheirs() {
    SortedMap<String, List<String>> bringing = new TreeMap<>();
    bringing.put("train", List.of("high"));
    bringing.put("test", List.of("high"));
    bringing.put("cat", List.of("ann", "ben"));
    bringing.put("dog", List.of("ben"));

    assertThat(OddLabels.sentences(bringing))
        .singleElement()
        .asString()
        .startsWith("labels: no other client has those of high, which are test, train (if");
  }

  @Test
  void clientsOfOneClassEachAreNoNews() {
    assertThat(OddLabels.sentences(new TreeMap<>(Map.of("cat", List.of("a"), "dog", List.of("b")))))
        .isEmpty();
  }

  @Test
  void otherLabelsAreNoNews() {
    assertThat(OddLabels.sentences(new TreeMap<>(Map.of("cat", List.of("a"))))).isEmpty();
  }
}
