package dev.headwater.coordinator.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlikeLabelsTest {
  @Test
  void labelsThatDifferOnlyInCaseOrSpacesAreNamedWithTheirClients() {
    SortedMap<String, List<String>> bringing = new TreeMap<>();
    bringing.put("No Tumor", List.of("north"));
    bringing.put("no_tumor", List.of("south", "west"));
    bringing.put("glioma", List.of("north", "south", "west"));

    assertThat(AlikeLabels.sentences(bringing))
        .singleElement()
        .asString()
        .startsWith("labels: No Tumor (of north) and no_tumor (of south, west) are different")
        .contains("--label-map")
        .doesNotContain("glioma");
  }

  @Test
  void otherLabelsAreNoNews() {
    assertThat(AlikeLabels.sentences(new TreeMap<>(Map.of("cat", List.of("a"))))).isEmpty();
  }
}
