package dev.headwater.coordinator.members;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AbsencesTest {
  private final SortedMap<String, Integer> all =
      new TreeMap<>(Map.of("ann", 1, "bob", 1, "eve", 1));
  private final Absences absences = new Absences();

  private void rounds(int rounds) {
    for (int i = 0; i < rounds; i++) {
      absences.record(List.of("ann", "bob", "eve"), List.of("eve"));
    }
  }

  @Test
  void whoMissesThreeRoundsInARowIsNotAskedFirst() {
    rounds(2);
    assertThat(absences.first(all, 1)).containsOnlyKeys("ann", "bob", "eve");
    rounds(2);
    assertThat(absences.first(all, 2)).containsOnlyKeys("ann", "bob");
  }

  @Test
  void theyAreAskedWhereTooFewOthersAreThereAndNowAndThen() {
    rounds(4);
    assertThat(absences.first(all, 3)).containsOnlyKeys("ann", "bob", "eve");
    rounds(3);
    assertThat(absences.first(all, 1)).containsOnlyKeys("ann", "bob", "eve");
  }

  @Test
  void oneAnswerMakesUpForAllThatWasMissed() {
    rounds(4);
    absences.record(List.of("eve"), List.of());
    assertThat(absences.first(all, 1)).containsOnlyKeys("ann", "bob", "eve");
  }
}
