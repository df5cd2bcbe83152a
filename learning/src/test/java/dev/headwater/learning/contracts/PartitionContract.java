package dev.headwater.learning.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.partition.Partition;
import dev.headwater.learning.partition.Split;
import dev.headwater.learning.partition.Splitter;
import dev.headwater.learning.partitions.UserGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every partition does with 240 examples of four classes by twelve users. */
public abstract class PartitionContract {
  private static final int CLASSES = 4;
  private static final int EXAMPLES = 240;
  private static final int USERS = 12;

  /** A new one. */
  protected abstract Partition partition();

  private boolean needsUsers() {
    return partition().byUser() || partition() instanceof UserGroups;
  }

  private Split split(int clients, long seed) {
    int[] labels = IntStream.range(0, EXAMPLES).map(i -> i % CLASSES).toArray();
    List<@Nullable String> users = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      users.add(needsUsers() ? "user-%02d".formatted(i % USERS) : null);
    }
    return new Splitter(labels, CLASSES, users, seed).split(partition(), clients);
  }

  private static List<List<Integer>> examples(Split split) {
    return split.clients().values().stream()
        .map(held -> Arrays.stream(held).boxed().toList())
        .toList();
  }

  @Test
  public void nameIsReadBackAsAnEqualPartition() {
    assertThat(Partition.parse(partition().spec().toString())).isEqualTo(partition());
    assertThat(partition()).hasToString(partition().spec().toString());
  }

  @Test
  public void everyExampleGoesToOneClientAndEveryClientHasOne() {
    for (long seed = 1; seed <= 20; seed++) {
      List<List<Integer>> held = examples(split(USERS, seed));
      assertThat(held).hasSize(USERS).doesNotContain(Collections.emptyList());
      assertThat(held.stream().flatMap(List::stream).sorted().toList())
          .isEqualTo(IntStream.range(0, EXAMPLES).boxed().toList());
    }
  }

  @Test
  public void splitDependsOnTheSeedAlone() {
    assertThat(examples(split(USERS, 3))).isEqualTo(examples(split(USERS, 3)));
    if (!partition().byUser()) {
      assertThat(examples(split(USERS, 3))).isNotEqualTo(examples(split(USERS, 4)));
    }
  }

  @Test
  public void fewerClientsAreServedToo() {
    assertThat(examples(split(4, 1))).hasSize(4).doesNotContain(Collections.emptyList());
  }
}
