package dev.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Split;
import dev.headwater.learning.partition.Splitter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeClientTest {
  private static Split split(double share, int examples, int clients) {
    Partition partition = Partition.parse("dev.headwater.examples.LargeClient:" + share);
    return new Splitter(new int[examples], 1, Collections.nCopies(examples, null), 1)
        .split(partition, clients);
  }

  @Test
  void firstClientHasItsShareAndTheOthersHaveEquallyMany() {
    List<Integer> sizes =
        split(0.5, 104, 5).clients().values().stream().map(held -> held.length).toList();

    assertThat(sizes).containsExactly(50, 14, 14, 13, 13);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.5, 0.999})
  void everybodyHasSomethingHoweverFewThereAre(double share) {
    for (int clients = 1; clients <= 7; clients++) {
      assertThat(split(share, 7, clients).clients()).hasSize(clients);
    }
  }
}
