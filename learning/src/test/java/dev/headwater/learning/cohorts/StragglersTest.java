package dev.headwater.learning.cohorts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.RoundTask;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StragglersTest {
  private static final int CLIENTS = 10;
  private static final int EPOCHS = 5;

  private static RoundTask task(int round, long seed) {
    RunSettings settings =
        RunSettings.of(new LinearModel(3, 8), CLIENTS).rounds(1000).seed(seed).build();
    SortedMap<String, Integer> population = new TreeMap<>();
    Samples.clients(CLIENTS, 8, 3).keySet().forEach(name -> population.put(name, 4));
    return settings.task(round, settings.start(), population, Instruction.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.04, 0", "0.05, 1", "0.5, 5", "0.9, 9", "1, 10"})
  void shareIsOfThoseThatAreAsked(double share, int count) {
    assertThat(new Stragglers(share, false).of(task(1, 7), EPOCHS)).hasSize(count);
  }

  @Test
  void theyFollowFromSeedRoundAndNamesAlone() {
    Stragglers half = new Stragglers(0.5, false);
    assertThat(half.of(task(3, 7), EPOCHS)).isEqualTo(half.of(task(3, 7), EPOCHS));
    assertThat(half.of(task(4, 7), EPOCHS)).isNotEqualTo(half.of(task(3, 7), EPOCHS));
    assertThat(half.of(task(3, 8), EPOCHS)).isNotEqualTo(half.of(task(3, 7), EPOCHS));
    assertThat(new Stragglers(0.5, true).of(task(3, 7), EPOCHS))
        .isEqualTo(half.of(task(3, 7), EPOCHS));
  }

  /** So that shares and strategies are compared on the same slow clients. */
  @Test
  void thoseOfASmallerShareAreAmongThoseOfALargerOneWithTheSameEpochs() {
    SortedMap<String, Integer> few = new Stragglers(0.3, false).of(task(2, 7), EPOCHS);
    SortedMap<String, Integer> many = new Stragglers(0.8, false).of(task(2, 7), EPOCHS);
    assertThat(many).containsAllEntriesOf(few);
  }

  /** 9,000 draws: 1,800 of each number are expected, with a deviation of 38. */
  @Test
  void epochsAreFromOneToAllOfThemEachAsOften() {
    int[] counts = new int[EPOCHS + 1];
    for (int round = 1; round <= 1000; round++) {
      new Stragglers(0.9, false).of(task(round, 7), EPOCHS).values().forEach(e -> counts[e]++);
    }
    assertThat(counts[0]).isZero();
    for (int epochs = 1; epochs <= EPOCHS; epochs++) {
      assertThat(counts[epochs]).as("%d epochs", epochs).isBetween(1600, 2000);
    }
  }

  @Test
  void namesAreRead() {
    assertThat(Stragglers.parse("none")).isEqualTo(Stragglers.NONE);
    assertThat(Stragglers.parse("drop:0.9")).isEqualTo(new Stragglers(0.9, true));
    assertThat(Stragglers.parse("partial:1")).isEqualTo(new Stragglers(1, false));
    assertThat(Stragglers.parse("drop:0").any()).isFalse();
  }

  @Test
  void otherTextsAreRefusedInASentence() {
    for (String text : List.of("half", "drop", "drop:x", "drop:1,2", "partial:-1", "drop:NaN")) {
      assertThatIllegalArgumentException()
          .as(text)
          .isThrownBy(() -> Stragglers.parse(text))
          .withMessageMatching("stragglers: .* \\(expected: .*\\)");
    }
  }
}
